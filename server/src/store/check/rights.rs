//! What a server's role must be allowed to do: exactly what `deploy/grants.sql` gives it.

use crate::store::Store;
use sqlx::Row;

/// The file that operators run.
const GRANTS: &str = include_str!("../../../deploy/grants.sql");
/// The role there that servers run as.
const ROLE: &str = "partysense_app";

/// One thing that a role may do.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Right {
    /// `table` or `sequence`.
    kind: &'static str,
    object: String,
    /// Of a table, if it is not about the whole.
    column: Option<String>,
    privilege: String,
}

impl Store {
    /// The statements that give the role of this connection what it lacks, one an object.
    pub async fn missing_rights(&self) -> sqlx::Result<Vec<String>> {
        let rights = rights();
        let each = |part: fn(&Right) -> &str| rights.iter().map(|one| part(one).to_owned()).collect::<Vec<_>>();
        let missing = sqlx::query(
            "select quote_ident(current_user) as role, nth from unnest($1::text[], $2::text[], $3::text[], $4::text[])
                    with ordinality as needed (kind, object, part, privilege, nth)
              where not coalesce(case kind
                        when 'sequence' then has_sequence_privilege(to_regclass(object), privilege)
                        else case when part = '' then has_table_privilege(to_regclass(object), privilege)
                                  else has_column_privilege(to_regclass(object), part, privilege) end
                    end, false)
              order by nth",
        )
        .bind(each(|one| one.kind))
        .bind(each(|one| &one.object))
        .bind(each(|one| one.column.as_deref().unwrap_or_default()))
        .bind(each(|one| &one.privilege))
        .fetch_all(&self.pool)
        .await?;
        let grant = |row: &sqlx::postgres::PgRow| {
            let (role, nth): (String, i64) = (row.try_get("role")?, row.try_get("nth")?);
            let Right { kind, object, column, privilege } = &rights[usize::try_from(nth - 1).unwrap_or(0)];
            let kind = if *kind == "table" { String::new() } else { format!("{kind} ") };
            let column = column.as_ref().map(|column| format!(" ({column})")).unwrap_or_default();
            Ok(format!("grant {privilege}{column} on {kind}{object} to {role};"))
        };
        missing.iter().map(grant).collect()
    }
}

/// All that the file gives to servers.
fn rights() -> Vec<Right> {
    let text: String = GRANTS.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join(" ");
    text.split(';').filter_map(statement).flatten().collect()
}

/// What a statement of the form `grant … on … to …` gives; `None`: it is about somebody else.
fn statement(text: &str) -> Option<Vec<Right>> {
    let (privileges, rest) = text.trim().strip_prefix("grant ")?.split_once(" on ")?;
    let (objects, role) = rest.split_once(" to ")?;
    if role.trim() != ROLE {
        return None;
    }
    let (kind, objects) = objects.strip_prefix("sequence ").map_or(("table", objects), |rest| ("sequence", rest));
    // Either columns of one privilege, or privileges of whole objects.
    let given: Vec<(String, Option<String>)> = match privileges.split_once('(') {
        Some((privilege, columns)) => {
            let columns = columns.trim_end_matches(')').split(',');
            columns.map(|column| (privilege.trim().to_owned(), Some(column.trim().to_owned()))).collect()
        }
        None => privileges.split(',').map(|privilege| (privilege.trim().to_owned(), None)).collect(),
    };
    let rights = objects.split(',').flat_map(|object| {
        given.iter().map(move |(privilege, column)| Right {
            kind,
            object: object.trim().to_owned(),
            column: column.clone(),
            privilege: privilege.clone(),
        })
    });
    Some(rights.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_as_it_is_written() {
        let rights = rights();
        let has = |kind, object: &str, column: Option<&str>, privilege: &str| {
            let right =
                Right { kind, object: object.into(), column: column.map(Into::into), privilege: privilege.into() };
            rights.contains(&right)
        };
        assert!(has("table", "event_vote", None, "insert") && has("table", "event_vote", Some("xid"), "update"));
        assert!(has("table", "realtime", Some("xid"), "update") && has("sequence", "realtime_id_seq", None, "usage"));
        assert!(has("table", "event_event", Some("host_key_hash"), "update"));
        assert!(!has("table", "event_vote", None, "delete") && !has("table", "event_vote", Some("voter_id"), "insert"));
    }
}
