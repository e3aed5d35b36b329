//! What a server needs of this machine.

use super::{Finding, Report};
use crate::{
    config::{Config, Serve},
    metrics,
};
use std::{
    io::ErrorKind,
    net::{SocketAddr, TcpListener},
};

/// Open files that are no viewers: connections to Postgres, files, pages that are being sent.
const OWN_FILES: u64 = 200;
/// A full hall.
const HALL: u64 = 10_000;

pub(super) fn check(report: &mut Report, config: &Config) {
    if config.database.database_url.is_none() {
        let found = embedded::locate(config.database.pg_bin.as_deref(), None, &config.database.directory());
        let found = found.map(|at| format!("version {} in {}", at.major, at.programs.display()));
        report.line("PostgreSQL's programs", Finding::of(found));
    }
    let site = config.serve.site();
    let pages = site.assets().map(|_| site.to_string());
    report.line("built pages", Finding::of(pages.map_err(|error| format!("{error:#}"))));
    report.line("open files", open_files());
    report.line("address", address(config.serve.listen));
    if let Some(plain) = config.serve.plain_listen {
        report.line("address for plain clients", address(plain));
    }
    report.line("public URL", public_url(&config.serve));
}

fn open_files() -> Finding {
    match metrics::open_files() {
        Ok(limits) => {
            let viewers = limits.hard.saturating_sub(OWN_FILES);
            let text = format!("{} (raised to {} at start): about {viewers} viewers", limits.soft, limits.hard);
            if viewers >= HALL {
                return Finding::Fine(text);
            }
            Finding::Warning(format!("{text}; raise the hard limit: `LimitNOFILE=` in a systemd unit, or `ulimit -Hn`"))
        }
        Err(error) => Finding::Warning(format!("the system does not say: {error}")),
    }
}

fn address(address: SocketAddr) -> Finding {
    match TcpListener::bind(address) {
        Ok(_) => Finding::Fine(format!("{address} is free")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => Finding::Warning(format!(
            "{address} is in use: fine if a server runs there already, else choose another --listen"
        )),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Finding::Failure(format!(
            "{address}: {error}; ports below 1024 need the capability CAP_NET_BIND_SERVICE, or a proxy before the server"
        )),
        Err(error) => Finding::Failure(format!("{address}: {error}; choose another --listen")),
    }
}

fn public_url(serve: &Serve) -> Finding {
    match &serve.public_url {
        None if serve.listen.ip().is_loopback() => {
            Finding::Fine("not given: links name what each request was sent to".into())
        }
        None => Finding::Warning("not given: links are made of what each request says; set --public-url".into()),
        // TLS is always a proxy's: this server has none.
        Some(url) if url.is_secure() && serve.limits.trusted_proxies.is_empty() => Finding::Warning(format!(
            "{url}, and no proxy is trusted: all guests share the limits of the proxy's address; set --trusted-proxies"
        )),
        Some(url) if url.is_secure() => Finding::Fine(url.to_string()),
        Some(url) => Finding::Warning(format!("{url}: without https anybody on the way can read and change votes")),
    }
}
