//! What an operator may set, by flag or environment. Nothing else in the program reads the environment, but for `PATH`,
//! where Postgres is searched.

mod address;
pub mod limits;

pub use limits::Limits;

use crate::{http::PublicUrl, site::Site, store};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use etcetera::BaseStrategy;
use sqlx::postgres::PgConnectOptions;
use std::{net::SocketAddr, path::PathBuf, time::Duration};

/// Live voting: each vote is a row in Postgres, and everyone who watches sees it at once.
#[derive(Clone, Debug, Parser)]
#[command(name = "partysense", version = env!("PARTYSENSE_VERSION"), propagate_version = true)]
pub struct Config {
    /// What to do; serve, if nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Which database.
    #[command(flatten)]
    pub database: Database,
    /// How to serve.
    #[command(flatten)]
    pub serve: Serve,
    /// What to log: a level, or levels by module, such as "info,server::feed=debug"; with "access=debug" a line a request.
    #[arg(
        long,
        env = "PARTYSENSE_LOG",
        default_value = "info,sqlx=error",
        global = true,
        value_name = "LEVELS",
        help_heading = "Logging"
    )]
    pub log: String,
    /// How to write the log.
    #[arg(long, env = "PARTYSENSE_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text, global = true, help_heading = "Logging")]
    pub log_format: LogFormat,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// A line of text for people.
    Text,
    /// An object of JSON a line, for programs.
    Json,
}

/// What the program can do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Serve the pages and the streams (the default).
    Serve,
    /// Bring the database's schema up to date, and end.
    Migrate,
    /// Load three events with a line-up each; with --crowd, keep voting on them.
    Demo {
        /// Cast this many votes a minute until stopped.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=60_000))]
        crowd: Option<u32>,
    },
    /// Sign voters' cookies with another key from now on, as happens every 90 days by itself.
    RotateKeys {
        /// Believe none that was signed before: for when a key was stolen. Whoever voted is a new voter then.
        #[arg(long)]
        revoke: bool,
    },
    /// Check what a server needs, and say what is missing.
    Doctor,
    /// Ask the server at --listen whether it lives; fail if it does not.
    Health,
    /// Print what makes a shell complete this program's flags.
    Completions {
        /// Which shell.
        shell: Shell,
    },
    /// Print the manual; with a folder, write a page there for each command.
    Man {
        /// Where the pages go.
        #[arg(value_name = "DIR")]
        directory: Option<PathBuf>,
    },
}

/// Which database.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Database")]
pub struct Database {
    /// The Postgres to use; must be a direct connection, no transaction pooler. Without it, a private Postgres runs in
    /// the data directory.
    #[arg(long, env = "DATABASE_URL", global = true, hide_env_values = true, value_name = "URL", value_parser = address::Address)]
    pub database_url: Option<PgConnectOptions>,
    /// Where the private Postgres keeps its data [default: partysense in the user's data folder; for root /var/lib/partysense].
    #[arg(long, env = "PARTYSENSE_DATA_DIR", global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// The most connections to Postgres that this server opens: five for its own work, the others for requests. All servers
    /// together need room in Postgres' max_connections, of which 100 are usual.
    #[arg(long, env = "PARTYSENSE_DATABASE_CONNECTIONS", global = true, value_name = "N",
          default_value_t = store::CONNECTIONS,
          value_parser = clap::value_parser!(u32).range(i64::from(store::FEWEST_CONNECTIONS)..=1_000))]
    pub database_connections: u32,
    /// The folder with the programs initdb and postgres [default: wherever they are found].
    #[arg(long, env = "PARTYSENSE_PG_BIN", global = true, value_name = "DIR")]
    pub pg_bin: Option<PathBuf>,
}

/// How to serve.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Serving")]
pub struct Serve {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, env = "PARTYSENSE_LISTEN", default_value = "127.0.0.1:3000", global = true, value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// Listen here as well, for clients that know only host and port: every WebSocket is a plain stream of votes,
    /// whatever its path. The original PartySense server used port 18854 [default: off].
    #[arg(long, env = "PARTYSENSE_PLAIN_LISTEN", global = true, value_name = "ADDRESS")]
    pub plain_listen: Option<SocketAddr>,
    /// Where guests find this server, such as "https://vote.example": in join links, QR codes and what is shared [default:
    /// what each request was sent to, by http].
    #[arg(long, env = "PARTYSENSE_PUBLIC_URL", global = true, value_name = "URL")]
    pub public_url: Option<PublicUrl>,
    /// Other addresses of this server from which pages may vote and be hosted, such as "http://192.168.1.5:3000". Without
    /// --public-url, any may that leads here.
    #[arg(
        long,
        env = "PARTYSENSE_ALSO_AT",
        global = true,
        value_name = "URL",
        value_delimiter = ',',
        requires = "public_url"
    )]
    pub also_at: Vec<PublicUrl>,
    /// A folder of built pages to show [default: those inside this program].
    #[arg(long, env = "PARTYSENSE_SITE_DIR", global = true, value_name = "DIR")]
    pub site_dir: Option<PathBuf>,
    /// The most frames a second that a viewer of the native stream gets, however many votes there are.
    #[arg(long, env = "PARTYSENSE_FRAME_RATE", default_value_t = 30, global = true, value_name = "N",
          value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub frame_rate: u32,
    /// Do not change the database's schema: it must be up to date, as by `partysense migrate`.
    #[arg(long, env = "PARTYSENSE_NO_MIGRATE", global = true)]
    pub no_migrate: bool,
    /// Told to stop, go on as before for so many seconds, but say so at /readyz: until a balancer sends nobody here any more.
    #[arg(long, env = "PARTYSENSE_SHUTDOWN_DELAY", default_value_t = 0, global = true, value_name = "SECONDS",
          value_parser = clap::value_parser!(u32).range(..=3_600))]
    pub shutdown_delay: u32,
    /// Then end within so many seconds: viewers are sent elsewhere, one after the other, and ballots are written.
    #[arg(long, env = "PARTYSENSE_DRAIN_SECONDS", default_value_t = 10, global = true, value_name = "SECONDS",
          value_parser = clap::value_parser!(u32).range(1..=3_600))]
    pub drain_seconds: u32,
    /// How much may be taken.
    #[command(flatten)]
    pub limits: Limits,
}

impl Database {
    /// The data directory.
    pub fn directory(&self) -> PathBuf {
        self.data_dir.clone().unwrap_or_else(|| {
            let base =
                (!nix::unistd::Uid::effective().is_root()).then(etcetera::choose_base_strategy).and_then(Result::ok);
            // Postgres does not run as root, and no ordinary user can enter root's home.
            base.map_or_else(|| PathBuf::from("/var/lib/partysense"), |base| base.data_dir().join("partysense"))
        })
    }
}

impl Serve {
    /// The built pages.
    pub fn site(&self) -> Site {
        self.site_dir.clone().map_or(Site::Embedded, Site::Folder)
    }

    /// How long to go on after the word to stop.
    pub fn delay(&self) -> Duration {
        Duration::from_secs(u64::from(self.shutdown_delay))
    }

    /// How long the end may take then.
    pub fn drain(&self) -> Duration {
        Duration::from_secs(u64::from(self.drain_seconds))
    }

    /// The shortest time between two frames.
    pub fn frame_interval(&self) -> Duration {
        Duration::from_secs(1) / self.frame_rate
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_flags_are_consistent() {
        Config::command().debug_assert();
    }

    #[test]
    fn help_fits_a_terminal_of_eighty_columns() {
        let mut command = Config::command().term_width(80);
        command.build();
        let long: Vec<_> = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
        for name in long.iter().map(Some).chain([None]) {
            let command = match name {
                Some(name) => command.find_subcommand_mut(name).expect("it was listed"),
                None => &mut command,
            };
            for text in [command.render_help(), command.render_long_help()] {
                let widest = text.to_string().lines().map(|line| line.chars().count()).max();
                assert!(widest.is_some_and(|widest| widest <= 80), "{name:?}: {widest:?}");
            }
        }
    }

    #[test]
    fn serving_is_the_default_and_flags_go_before_or_behind_the_command() {
        let bare = Config::try_parse_from(["partysense", "--listen", "127.0.0.1:0"]).expect("valid");
        assert!(bare.command.is_none() && bare.serve.listen.port() == 0 && bare.serve.plain_listen.is_none());
        let behind =
            Config::try_parse_from(["partysense", "demo", "--crowd", "40", "--data-dir", "/x"]).expect("valid");
        assert_eq!(behind.database.directory(), PathBuf::from("/x"));
        assert!(Config::try_parse_from(["partysense", "demo", "--crowd", "0"]).is_err());
        assert!(Config::try_parse_from(["partysense", "--listen", "everywhere"]).is_err());
        assert!(Config::try_parse_from(["partysense", "--public-url", "vote.example"]).is_err());
    }
}
