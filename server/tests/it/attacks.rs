//! What somebody tries who means ill.

mod web_files;
mod web_identity;
mod web_input;
mod web_links;
mod web_origin;
mod web_secrecy;

use crate::support::Database;

/// Everything that is in a database, table by table, but for what servers tell each other: the same text, the same content.
async fn contents(database: &Database) -> String {
    let mut connection = database.connect().await;
    let tables: Vec<String> = sqlx::query_scalar(
        "select quote_ident(tablename) from pg_tables
          where schemaname = 'public' and tablename <> 'partysense_server' order by 1",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert!(tables.len() > 8, "{tables:?}");
    let mut contents = String::new();
    for table in tables {
        let rows = format!("select coalesce(string_agg(t::text, e'\\n' order by t::text), '') from {table} t");
        let rows: String = sqlx::query_scalar(sqlx::AssertSqlSafe(rows)).fetch_one(&mut connection).await.unwrap();
        contents += &format!("{table}:\n{rows}\n");
    }
    contents
}
