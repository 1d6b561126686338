//! Traits as columns: which trait goes where, how a JSON value becomes a column's, and how new ones merge into old.

use halo_protocol::Object;
use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::organisations::{json_text, object};
use super::text::{fits_email, storable};
use super::{Error, Write};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Truth,
}

/// A trait's column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

pub(super) const USER_COLUMNS: [Column; 10] = [
    column("name", Kind::Text),
    column("email", Kind::Text),
    column("signed_up_at", Kind::Text),
    column("renewal_date", Kind::Text),
    column("renewal_status", Kind::Text),
    column("contract_term", Kind::Text),
    column("payment_terms", Kind::Text),
    column("on_contract", Kind::Truth),
    column("mrr", Kind::Number),
    column("arr", Kind::Number),
];

pub(super) const COMPANY_COLUMNS: [Column; 13] = [
    column("name", Kind::Text),
    column("domain", Kind::Text),
    column("industry", Kind::Text),
    column("plan", Kind::Text),
    column("employee_count", Kind::Number),
    column("signed_up_at", Kind::Text),
    column("renewal_date", Kind::Text),
    column("renewal_status", Kind::Text),
    column("contract_term", Kind::Text),
    column("payment_terms", Kind::Text),
    column("on_contract", Kind::Truth),
    column("mrr", Kind::Number),
    column("arr", Kind::Number),
];

/// A person or a company as it is kept: the values of its columns, its custom fields and its context.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    pub(super) columns: Object,
    pub(super) custom_fields: Object,
    pub(super) context: Object,
}

impl Record {
    pub(super) fn read(row: &AnyRow, columns: &[Column]) -> Result<Self, Error> {
        let mut known = Object::new();
        for column in columns {
            let value = match column.kind {
                Kind::Text => row.try_get::<Option<String>, _>(column.name)?.map(Value::from),
                Kind::Number => row.try_get::<Option<f64>, _>(column.name)?.map(number),
                Kind::Truth => row.try_get::<Option<i64>, _>(column.name)?.map(|it| Value::from(it != 0)),
            };
            if let Some(value) = value {
                known.insert(column.name.to_owned(), value);
            }
        }
        Ok(Self {
            columns: known,
            custom_fields: object(&row.try_get::<String, _>("custom_fields")?),
            context: object(&row.try_get::<String, _>("context")?),
        })
    }

    /// Merges traits and context in: later keys win, a null takes a known trait away. A known trait whose value
    /// does not fit its column is kept among the custom fields, so that nothing said is lost.
    pub(super) fn merge(&mut self, columns: &[Column], traits: &Object, context: &Object) {
        for (key, value) in traits {
            match columns.iter().find(|column| column.name == key) {
                Some(_) if value.is_null() => drop(self.columns.remove(key)),
                Some(column) => match fitted(column, value) {
                    Some(fitting) => {
                        self.custom_fields.remove(key);
                        self.columns.insert(key.clone(), fitting);
                    }
                    None => drop(self.custom_fields.insert(key.clone(), value.clone())),
                },
                None => drop(self.custom_fields.insert(key.clone(), value.clone())),
            }
        }
        for (key, value) in context {
            self.context.insert(key.clone(), value.clone());
        }
    }

    /// What was sent alone, in the wire's form.
    pub(super) fn sent(columns: &[Column], traits: &Object, context: &Object) -> Object {
        let mut record = Self::default();
        record.merge(columns, traits, context);
        record.into_object()
    }

    /// The wire's form: columns, then `custom_fields` and `context`.
    pub(super) fn into_object(self) -> Object {
        let mut out = self.columns;
        out.insert("custom_fields".to_owned(), Value::Object(self.custom_fields));
        out.insert("context".to_owned(), Value::Object(self.context));
        out
    }
}

/// A table of records: its name, the column of its ids, and its traits' columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) id: &'static str,
    pub(super) columns: &'static [Column],
}

pub(super) const USERS: Table = Table { name: "users", id: "user_id", columns: &USER_COLUMNS };
pub(super) const COMPANIES: Table = Table { name: "companies", id: "company_id", columns: &COMPANY_COLUMNS };

impl Table {
    /// `$1` is the organisation, `$2` the id, then come the traits' columns, the custom fields and the context.
    fn update(&self) -> String {
        let names = self.columns.iter().map(|column| column.name).chain(["custom_fields", "context"]);
        let sets: Vec<String> =
            names.enumerate().map(|(at, name)| format!("{name} = ${}", at + FIRST_VALUE)).collect();
        let Self { name, id, .. } = self;
        format!("UPDATE {name} SET {} WHERE org_id = $1 AND {id} = $2", sets.join(", "))
    }
}

/// After the organisation and the id.
const FIRST_VALUE: usize = 3;

impl Write {
    /// Writes a record over the one of that id.
    pub(super) async fn put_record(
        &mut self,
        table: &Table,
        org_id: &str,
        id: &str,
        record: &Record,
    ) -> Result<(), Error> {
        let mut query = sqlx::query(AssertSqlSafe(table.update())).bind(org_id).bind(id);
        for Column { name, kind } in table.columns {
            let value = record.columns.get(*name);
            query = match kind {
                Kind::Text => query.bind(value.and_then(Value::as_str)),
                Kind::Number => query.bind(value.and_then(Value::as_f64)),
                Kind::Truth => query.bind(value.and_then(Value::as_bool).map(i64::from)),
            };
        }
        query = query.bind(json_text(&record.custom_fields)).bind(json_text(&record.context));
        // The driver (sqlx 0.9.0) declares an absent f64 as f32, so a kept statement would refuse the next real one.
        query.persistent(false).execute(self.on()).await?;
        Ok(())
    }
}

/// A number without the `.0` that nobody sent.
fn number(it: f64) -> Value {
    // Beyond 2^53 a float no longer tells whole numbers apart.
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    #[allow(clippy::cast_possible_truncation)]
    if it.fract() == 0.0 && it.abs() < WHOLE { Value::from(it as i64) } else { Value::from(it) }
}

/// The value as its column keeps it; none where it does not fit. Users are looked up by their email, which is why that has
/// a limit here.
fn fitted(column: &Column, value: &Value) -> Option<Value> {
    match (column.kind, value) {
        (Kind::Text, Value::String(text)) => {
            (column.name != "email" || fits_email(text)).then(|| Value::from(storable(text).into_owned()))
        }
        (Kind::Number, Value::Number(_)) | (Kind::Truth, Value::Bool(_)) => Some(value.clone()),
        (Kind::Text, Value::Number(it)) => Some(Value::from(it.to_string())),
        (Kind::Text, Value::Bool(it)) => Some(Value::from(it.to_string())),
        (Kind::Number, Value::String(text)) => {
            text.trim().parse::<f64>().ok().filter(|it| it.is_finite()).map(number)
        }
        (Kind::Truth, Value::String(text)) => text.trim().parse::<bool>().ok().map(Value::from),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(value: Value) -> Object {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn later_keys_win_and_unknown_ones_are_custom() {
        let mut it = Record::default();
        it.merge(&USER_COLUMNS, &of(json!({"name":"Ada","mrr":"12","seats":3})), &of(json!({"a":1})));
        it.merge(&USER_COLUMNS, &of(json!({"name":"Ada L.","seats":4})), &of(json!({"b":2})));
        assert_eq!(
            Value::Object(it.into_object()),
            json!({"name":"Ada L.","mrr":12,"custom_fields":{"seats":4},"context":{"a":1,"b":2}})
        );
    }

    #[test]
    fn the_statement_names_every_column_once() {
        let users = USERS.update();
        assert!(users.starts_with("UPDATE users SET name = $3, email = $4,"), "{users}");
        assert!(users.ends_with("context = $14 WHERE org_id = $1 AND user_id = $2"), "{users}");
        assert!(COMPANIES.update().contains("arr = $15, custom_fields = $16, context = $17 WHERE"));
    }

    #[test]
    fn a_value_that_fits_no_column_is_kept_as_custom_and_null_takes_away() {
        let mut it = Record::default();
        it.merge(&USER_COLUMNS, &of(json!({"mrr":"a lot","email":"a@b.c"})), &Object::new());
        it.merge(&USER_COLUMNS, &of(json!({"email":null})), &Object::new());
        assert_eq!(Value::Object(it.into_object()), json!({"custom_fields":{"mrr":"a lot"},"context":{}}));
    }
}
