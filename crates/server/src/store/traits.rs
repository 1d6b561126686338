//! Traits as columns: which trait goes where, how a JSON value becomes a column's, and how new ones merge into old.

use halo_protocol::Object;
use serde_json::Value;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::Error;
use super::organisations::{json_text, object};

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
                Some(column) => match fitted(column.kind, value) {
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

    pub(super) fn custom_text(&self) -> String {
        json_text(&self.custom_fields)
    }

    pub(super) fn context_text(&self) -> String {
        json_text(&self.context)
    }

    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.columns.get(key).and_then(Value::as_str).map(str::to_owned)
    }

    pub(super) fn number(&self, key: &str) -> Option<f64> {
        self.columns.get(key).and_then(Value::as_f64)
    }

    pub(super) fn truth(&self, key: &str) -> Option<i64> {
        self.columns.get(key).and_then(Value::as_bool).map(i64::from)
    }

    /// The wire's form: columns, then `custom_fields` and `context`.
    pub(super) fn into_object(self) -> Object {
        let mut out = self.columns;
        out.insert("custom_fields".to_owned(), Value::Object(self.custom_fields));
        out.insert("context".to_owned(), Value::Object(self.context));
        out
    }
}

/// A number without the `.0` that nobody sent.
fn number(it: f64) -> Value {
    // Beyond 2^53 a float no longer tells whole numbers apart.
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    #[allow(clippy::cast_possible_truncation)]
    if it.fract() == 0.0 && it.abs() < WHOLE { Value::from(it as i64) } else { Value::from(it) }
}

fn fitted(kind: Kind, value: &Value) -> Option<Value> {
    match (kind, value) {
        (Kind::Text, Value::String(_)) | (Kind::Number, Value::Number(_)) | (Kind::Truth, Value::Bool(_)) => {
            Some(value.clone())
        }
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
    fn a_value_that_fits_no_column_is_kept_as_custom_and_null_takes_away() {
        let mut it = Record::default();
        it.merge(&USER_COLUMNS, &of(json!({"mrr":"a lot","email":"a@b.c"})), &Object::new());
        it.merge(&USER_COLUMNS, &of(json!({"email":null})), &Object::new());
        assert_eq!(Value::Object(it.into_object()), json!({"custom_fields":{"mrr":"a lot"},"context":{}}));
    }
}
