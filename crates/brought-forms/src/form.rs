//! The forms: what each fact, person and service looks like when it is written down.
//!
//! The sentences above the fields are those of the JSON Schema, so they are written for people who fill in a file.

pub(crate) mod circumstances;
pub(crate) mod contact;
pub(crate) mod directory;
pub(crate) mod ending;
pub(crate) mod event;
pub(crate) mod informing;
pub(crate) mod parts;
pub(crate) mod person;
pub(crate) mod plan;
pub(crate) mod seen_by;
pub(crate) mod sighting;
pub(crate) mod steps;
pub(crate) mod work;

/// Declares a form whose fields are those of its domain type, by name.
///
/// Fields come in groups: `required` must be there; `optional` may be missing and is left out when there is nothing to say; `lists`
/// may be missing and are left out when empty; `defaulted` may be missing, stand for their default then, and are always written.
macro_rules! form {
    (
        $(#[$meta:meta])*
        struct $name:ident for $domain:ident {
            $( required { $( $(#[$rm:meta])* $r:ident: $rt:ty, )* } )?
            $( optional { $( $(#[$om:meta])* $o:ident: $ot:ty, )* } )?
            $( lists { $( $(#[$lm:meta])* $l:ident: $lt:ty, )* } )?
            $( defaulted { $( $(#[$dm:meta])* $d:ident: $dt:ty, )* } )?
        }
    ) => {
        crate::form::fields! {
            $(#[$meta])*
            struct $name {
                $( required { $( $(#[$rm])* $r: $rt, )* } )?
                $( optional { $( $(#[$om])* $o: $ot, )* } )?
                $( lists { $( $(#[$lm])* $l: $lt, )* } )?
                $( defaulted { $( $(#[$dm])* $d: $dt, )* } )?
            }
        }

        impl crate::reader::Form for $name {
            type Domain = $domain;

            fn read(&self, reader: &mut crate::reader::Reader) -> Option<$domain> {
                $( $( let $r = reader.field(stringify!($r), &self.$r); )* )?
                $( $( let $o = reader.field(stringify!($o), &self.$o); )* )?
                $( $( let $l = reader.field(stringify!($l), &self.$l); )* )?
                $( $( let $d = reader.field(stringify!($d), &self.$d); )* )?
                Some($domain { $( $( $r: $r?, )* )? $( $( $o: $o?, )* )? $( $( $l: $l?, )* )? $( $( $d: $d?, )* )? })
            }

            fn write(value: &$domain) -> Self {
                Self {
                    $( $( $r: <$rt as crate::reader::Form>::write(&value.$r), )* )?
                    $( $( $o: <Option<$ot> as crate::reader::Form>::write(&value.$o), )* )?
                    $( $( $l: <$lt as crate::reader::Form>::write(&value.$l), )* )?
                    $( $( $d: <$dt as crate::reader::Form>::write(&value.$d), )* )?
                }
            }
        }
    };
}
pub(crate) use form;

/// Declares the fields of a form alone, in the groups of [`form!`].
macro_rules! fields {
    (
        $(#[$meta:meta])*
        struct $name:ident {
            $( required { $( $(#[$rm:meta])* $r:ident: $rt:ty, )* } )?
            $( optional { $( $(#[$om:meta])* $o:ident: $ot:ty, )* } )?
            $( lists { $( $(#[$lm:meta])* $l:ident: $lt:ty, )* } )?
            $( defaulted { $( $(#[$dm:meta])* $d:ident: $dt:ty, )* } )?
        }
    ) => {
        #[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$meta])*
        pub(crate) struct $name {
            $( $( $(#[$rm])* pub(crate) $r: $rt, )* )?
            $( $( $(#[$om])* #[serde(default, skip_serializing_if = "Option::is_none")] pub(crate) $o: Option<$ot>, )* )?
            $( $( $(#[$lm])* #[serde(default, skip_serializing_if = "crate::shape::Empty::is_empty")] pub(crate) $l: $lt, )* )?
            $( $( $(#[$dm])* #[serde(default)] pub(crate) $d: $dt, )* )?
        }
    };
}
pub(crate) use fields;
