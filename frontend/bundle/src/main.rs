//! Turns the compiled frontend and the style sheet into the folder that the server hands out: bound, hashed by content,
//! compressed, and listed in `assets.json`.

mod shorten;

use anyhow::Context;
use brotli::enc::BrotliEncoderParams;
use clap::Parser;
use flate2::{Compression, write::GzEncoder};
use lightningcss::{
    bundler::{Bundler, FileProvider},
    stylesheet::{MinifyOptions, ParserOptions, PrinterOptions},
};
use sha2::{Digest, Sha256};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};
use wasm_bindgen_cli_support::Bindgen;

/// Hexadecimal digits of the hash in a file's name: enough that two versions never share one.
const HASH_DIGITS: usize = 16;
/// Endings of files that a browser asks for compressed.
const TEXTS: [&str; 6] = ["css", "js", "json", "svg", "txt", "webmanifest"];

/// Where from and where to.
#[derive(Debug, Parser)]
struct Arguments {
    /// What cargo compiled for wasm32-unknown-unknown.
    #[arg(long)]
    wasm: PathBuf,
    /// The folder of the style sheets; each may import others.
    #[arg(long)]
    style: PathBuf,
    /// A folder whose files are handed out as they are.
    #[arg(long)]
    public: PathBuf,
    /// The folder to write; what is in it is replaced.
    #[arg(long)]
    site: PathBuf,
    /// Compress quickly rather than well, while developing.
    #[arg(long)]
    fast: bool,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let draft = arguments.site.with_extension("new");
    let _ = fs::remove_dir_all(&draft);
    let bundle = Bundle { site: draft.clone(), quality: if arguments.fast { 2 } else { 11 } };

    let Bound { script, wasm, snippets } = bind(&arguments.wasm)?;
    for (path, content) in snippets {
        bundle.write(&Path::new("pkg/snippets").join(path), content.as_bytes())?;
    }
    let wasm = bundle.hashed("frontend", "wasm", &wasm)?;
    // The script starts the WASM itself, so that no page needs a script of its own.
    let script = bundle.hashed(
        "frontend",
        "js",
        format!("{}\n__wbg_init({{ module_or_path: '{wasm}' }});\n", terse(&script)).as_bytes(),
    )?;
    let sheet = |name: &str| {
        let sheet = bundle.with_files(&arguments.style, &style(&arguments.style.join(name).with_extension("css"))?)?;
        bundle.hashed(name, "css", sheet.as_bytes())
    };
    let (style, bare, still) = (sheet("main")?, sheet("bare")?, sheet("still")?);
    for file in fs::read_dir(&arguments.public).with_context(|| arguments.public.display().to_string())? {
        let path = file?.path();
        let name = path.file_name().context("a folder's entry has a name")?;
        bundle.write(Path::new(name), &fs::read(&path).with_context(|| path.display().to_string())?)?;
    }
    let assets =
        format!(r#"{{"style":"{style}","bare":"{bare}","still":"{still}","script":"{script}","wasm":"{wasm}"}}"#);
    fs::write(draft.join("assets.json"), assets)?;

    // A server that runs meanwhile sees the old folder or the new one.
    let _ = fs::remove_dir_all(&arguments.site);
    fs::rename(&draft, &arguments.site)?;
    Ok(())
}

/// The frontend as browsers take it.
struct Bound {
    script: String,
    wasm: Vec<u8>,
    /// Scripts that dependencies bring; the first imports them from `snippets` by a path that has a hash in it already.
    snippets: Vec<(PathBuf, String)>,
}

fn bind(wasm: &Path) -> anyhow::Result<Bound> {
    let mut bound = Bindgen::new()
        .input_path(wasm)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .with_context(|| format!("can't bind {}", wasm.display()))?;
    let inline = bound.snippets().iter().flat_map(|(owner, scripts)| {
        let path = move |nth| Path::new(owner).join(format!("inline{nth}.js"));
        scripts.iter().enumerate().map(move |(nth, script)| (path(nth), script.clone()))
    });
    let files = bound.local_modules().iter().map(|(path, script)| (PathBuf::from(path), script.clone()));
    let snippets = inline.chain(files).collect();
    let script = bound.js().to_owned();
    let script = shorten::shorten(bound.wasm_mut(), &script);
    Ok(Bound { script, wasm: bound.wasm_mut().emit_wasm(), snippets })
}

/// The script without what only people read: indentation and comments on lines of their own. That is all there is to gain,
/// once it is compressed.
fn terse(script: &str) -> String {
    let mut in_comment = false;
    let mut terse = String::with_capacity(script.len());
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")) {
        in_comment |= line.starts_with("/*");
        if !in_comment {
            terse.push_str(line);
            terse.push('\n');
        }
        in_comment &= !line.ends_with("*/");
    }
    terse
}

fn style(first: &Path) -> anyhow::Result<String> {
    let files = FileProvider::new();
    let mut sheet = Bundler::new(&files, None, ParserOptions::default())
        .bundle(first)
        .map_err(|error| anyhow::anyhow!("{}: {error}", first.display()))?;
    sheet.minify(MinifyOptions::default()).map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(sheet.to_css(PrinterOptions { minify: true, ..PrinterOptions::default() })?.code)
}

struct Bundle {
    site: PathBuf,
    /// Brotli's, 0 to 11.
    quality: i32,
}

impl Bundle {
    /// Writes into `pkg` under a name that changes with the content, and returns the path that pages use.
    fn hashed(&self, name: &str, ending: &str, content: &[u8]) -> anyhow::Result<String> {
        let digest = Sha256::digest(content);
        let hash: String = digest
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .take(HASH_DIGITS)
            .map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)]))
            .collect();
        let path = format!("pkg/{name}.{hash}.{ending}");
        self.write(Path::new(&path), content)?;
        Ok(format!("/{path}"))
    }

    /// Writes the files of packages that the sheet names, such as fonts, and returns the sheet with their new names.
    fn with_files(&self, folder: &Path, sheet: &str) -> anyhow::Result<String> {
        let mut pieces = sheet.split("url(");
        let mut renamed = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            renamed.push_str("url(");
            let (named, rest) = piece.split_once(')').context("an address in the sheet ends")?;
            let path = Path::new(named.trim_matches(['"', '\'']));
            if path.starts_with("node_modules") {
                let file = folder.join(path);
                let content = fs::read(&file).with_context(|| {
                    format!("can't read {}: `npm ci` in {} brings it", file.display(), folder.display())
                })?;
                let part =
                    |part: Option<&std::ffi::OsStr>| part.and_then(|part| part.to_str()).unwrap_or_default().to_owned();
                renamed.push_str(&self.hashed(&part(path.file_stem()), &part(path.extension()), &content)?);
            } else {
                renamed.push_str(named);
            }
            renamed.push(')');
            renamed.push_str(rest);
        }
        Ok(renamed)
    }

    /// Writes a file, and beside it the same compressed where that helps.
    fn write(&self, path: &Path, content: &[u8]) -> anyhow::Result<()> {
        let target = self.site.join(path);
        fs::create_dir_all(target.parent().context("a file lies in a folder")?)?;
        fs::write(&target, content)?;
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if ending != "wasm" && !TEXTS.contains(&ending) {
            return Ok(());
        }
        let mut brotli = Vec::new();
        let parameters = BrotliEncoderParams { quality: self.quality, ..BrotliEncoderParams::default() };
        brotli::BrotliCompress(&mut &content[..], &mut brotli, &parameters)?;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(content)?;
        let gzip = gzip.finish()?;
        println!("{:>8} B  {:>7} B brotli  {:>7} B gzip  {}", content.len(), brotli.len(), gzip.len(), path.display());
        let beside = |ending: &str| {
            target.with_file_name(format!("{}.{ending}", target.file_name().unwrap_or_default().to_string_lossy()))
        };
        fs::write(beside("br"), brotli)?;
        fs::write(beside("gz"), gzip)?;
        Ok(())
    }
}
