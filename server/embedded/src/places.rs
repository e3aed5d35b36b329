//! A data directory: what lies where in it, how it is made, and how Postgres is started in it.

use crate::{DATABASE, EmbeddedError, Installation, LOOK, START, account::Account};
use nix::{sys::signal::kill, unistd::Pid};
use sqlx::{
    Connection, PgConnection,
    postgres::{PgConnectOptions, PgSslMode},
};
use std::{
    fs::{self, File, TryLockError},
    io,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Instant,
};

/// The port that names the socket file; nothing listens on TCP.
const PORT: u16 = 5432;
/// What Postgres answers while it starts, recovers or ends (manual, appendix A).
const CANNOT_CONNECT_NOW: &str = "57P03";
/// The longest path of a socket that Linux takes, in bytes (unix(7): 108 with the closing zero).
const SOCKET_PATH: usize = 107;

/// Where everything lies in a data directory.
pub(super) struct Places {
    pub(super) root: PathBuf,
    pub(super) cluster: PathBuf,
    socket: PathBuf,
    pub(super) log: PathBuf,
}

impl Places {
    pub(super) fn new(directory: &Path) -> Self {
        let root = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
        let mut socket = root.join("run");
        if socket.join(format!(".s.PGSQL.{PORT}")).as_os_str().len() > SOCKET_PATH {
            // Not the environment's: whoever looks for the socket later must find the same.
            socket = Path::new("/tmp").join(format!("partysense-{:016x}", fingerprint(&root)));
        }
        Self { cluster: root.join("postgres"), log: root.join("postgres.log"), socket, root }
    }

    pub(super) fn prepare(directory: &Path, account: Option<&Account>) -> Result<Self, EmbeddedError> {
        let places = Self::new(directory);
        // Before anything is made or handed over: a directory that is refused must be as it was.
        if let Some(account) = account {
            account.may_use(&[&places.root, &places.cluster, &places.socket])?;
            account.can_enter(&places.root)?;
        }
        for (folder, owned) in [(&places.root, false), (&places.socket, true)] {
            // A folder that was there has its owner's modes: it may be anything, /tmp as well.
            if !owned && folder.exists() {
                continue;
            }
            fs::create_dir_all(folder).map_err(at(folder))?;
            // Postgres trusts whoever can open the socket: the folder must be closed to everyone else. The root
            // only needs to be passed through by the user that Postgres runs as.
            let mode = if account.is_some() && !owned { 0o711 } else { 0o700 };
            fs::set_permissions(folder, fs::Permissions::from_mode(mode)).map_err(at(folder))?;
            if let (Some(account), true) = (account, owned) {
                account.own(folder).map_err(at(folder))?;
            }
        }
        // Once more: folders above it were perhaps just made, by a narrow umask.
        if let Some(account) = account {
            account.can_enter(&places.root)?;
        }
        Ok(places)
    }

    /// `None`: someone else holds it.
    pub(super) fn lock(&self) -> Result<Option<File>, EmbeddedError> {
        let path = self.root.join("lock");
        let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(at(&path))?;
        Self::try_lock(file, path)
    }

    /// Whether someone holds it. Makes no file, which could be of another user than the server that comes after.
    pub(super) fn is_locked(&self) -> Result<bool, EmbeddedError> {
        let path = self.root.join("lock");
        match File::options().write(true).open(&path) {
            Ok(file) => Ok(Self::try_lock(file, path)?.is_none()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(source) => Err(EmbeddedError::Io { path, source }),
        }
    }

    fn try_lock(file: File, path: PathBuf) -> Result<Option<File>, EmbeddedError> {
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(EmbeddedError::Io { path, source }),
        }
    }

    /// Makes the cluster beside its place and moves it there whole, so that a crash half-way leaves nothing to trip on.
    pub(super) fn initialise(
        &self,
        installation: &Installation,
        account: Option<&Account>,
    ) -> Result<(), EmbeddedError> {
        let draft = self.root.join("postgres.new");
        if draft.exists() {
            fs::remove_dir_all(&draft).map_err(at(&draft))?;
        }
        fs::create_dir(&draft).map_err(at(&draft))?;
        fs::set_permissions(&draft, fs::Permissions::from_mode(0o700)).map_err(at(&draft))?;
        if let Some(account) = account {
            account.own(&draft).map_err(at(&draft))?;
        }
        let mut initdb = self.command(installation, "initdb", account);
        initdb.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-D"]).arg(&draft);
        let output = initdb.output().map_err(at(&installation.programs))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return Err(EmbeddedError::Failed { program: "initdb", output: said });
        }
        fs::rename(&draft, &self.cluster).map_err(at(&self.cluster))
    }

    pub(super) fn spawn(
        &self,
        installation: &Installation,
        account: Option<&Account>,
        settings: &[String],
    ) -> Result<Child, EmbeddedError> {
        let log = File::options().create(true).append(true).open(&self.log).map_err(at(&self.log))?;
        let mut postgres = self.command(installation, "postgres", account);
        postgres.arg("-D").arg(&self.cluster).arg("-k").arg(&self.socket).args(["-p", &PORT.to_string()]);
        postgres.args(["-c", "listen_addresses="]);
        for setting in settings {
            postgres.args(["-c", setting]);
        }
        // A process group of its own: Ctrl-C is for us, and Postgres goes last.
        postgres.process_group(0).stdin(Stdio::null()).stderr(log.try_clone().map_err(at(&self.log))?).stdout(log);
        postgres.spawn().map_err(at(&installation.programs))
    }

    fn command(&self, installation: &Installation, program: &str, account: Option<&Account>) -> Command {
        let mut command = Command::new(installation.programs.join(program));
        // Postgres tells systemd, too, when it is ready: that is not yet when we are.
        command.current_dir(&self.root).env("LC_ALL", "C").env_remove("NOTIFY_SOCKET");
        if let Some(account) = account {
            account.run_as(&mut command);
        }
        command
    }

    /// The Postgres of an earlier run that was killed before it could stop it, if it is alive and answers. While it is
    /// still starting, recovering or ending, it is waited for.
    pub(super) async fn left_behind(&self) -> Option<Pid> {
        let text = fs::read_to_string(self.cluster.join("postmaster.pid")).ok()?;
        let pid = Pid::from_raw(text.lines().next()?.trim().parse().ok()?);
        let deadline = Instant::now() + START;
        while kill(pid, None).is_ok() && Instant::now() < deadline {
            match PgConnection::connect_with(&self.connect_options().database("postgres")).await {
                Ok(connection) => {
                    connection.close().await.ok()?;
                    return Some(pid);
                }
                Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(CANNOT_CONNECT_NOW) => {
                    tokio::time::sleep(LOOK).await;
                }
                // The number may be another process by now: only one that answers on our socket is ours.
                Err(_) => return None,
            }
        }
        None
    }

    pub(super) fn connect_options(&self) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .ssl_mode(PgSslMode::Disable)
            .socket(&self.socket)
            .port(PORT)
            .username("postgres")
            .database(DATABASE)
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> EmbeddedError + use<> {
    let path = path.to_owned();
    move |source| EmbeddedError::Io { path, source }
}

/// FNV-1a, stable between runs and builds, unlike the standard library's hasher.
fn fingerprint(path: &Path) -> u64 {
    let bytes = path.as_os_str().as_encoded_bytes();
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
