//! Open newtypes: a number from the wire, the names that the specifications give, and nothing lost when there is none.

/// A newtype is written as `Named`, and read from its number alone: the name follows from it.
macro_rules! written_as_named {
    ($name:ident($int:ty)) => {
        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                crate::Named::new(self.0, self).serialize(serializer)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(serde::Deserialize)]
                struct Written {
                    code: $int,
                }
                Written::deserialize(deserializer).map(|written| Self(written.code))
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> alloc::borrow::Cow<'static, str> {
                crate::Named::schema_name()
            }

            fn schema_id() -> alloc::borrow::Cow<'static, str> {
                crate::Named::schema_id()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                crate::Named::json_schema(generator)
            }
        }
    };
}

/// A code: one number, one name.
///
/// `NAME = value` prints as the constant's own name, `NAME = value => "text"` as the text, anything else as hex.
macro_rules! open_code {
    (@text $constant:ident) => { stringify!($constant) };
    (@text $constant:ident $text:literal) => { $text };
    (
        $(#[$meta:meta])*
        pub struct $name:ident($int:ty) {
            $( $constant:ident = $value:literal $(=> $text:literal)? ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $int);

        written_as_named!($name($int));

        impl $name {
            $(
                #[doc = concat!("`", stringify!($value), "`: ", open_code!(@text $constant $($text)?))]
                pub const $constant: Self = Self($value);
            )*

            /// Every value that has a name here, in the order of declaration.
            pub const KNOWN: &'static [Self] = &[$( Self::$constant ),*];

            /// The official name, or `None` for a value that this crate does not know.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match self {
                    $( Self::$constant => Some(open_code!(@text $constant $($text)?)), )*
                    _ => None,
                }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    Some(name) => f.pad(name),
                    None => {
                        let width = size_of::<$int>().saturating_mul(2).saturating_add(2);
                        write!(f, "{:#0width$x}", self.0)
                    }
                }
            }
        }
    };
}

/// A set of bits: names joined by `|`, strongest bit first, unknown bits in hex at the end.
macro_rules! open_bits {
    (
        $(#[$meta:meta])*
        pub struct $name:ident($int:ty), zero = $zero:literal {
            $( $(#[$constant_meta:meta])* $constant:ident = $value:literal ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $int);

        written_as_named!($name($int));

        impl $name {
            $(
                #[doc = concat!("`", stringify!($value), "`")]
                #[doc = ""]
                $(#[$constant_meta])*
                pub const $constant: Self = Self($value);
            )*

            /// Whether every bit of `other` is set; so it holds for any set when `other` is empty.
            #[must_use]
            pub const fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }

            /// Whether any bit of `other` is set.
            #[must_use]
            pub const fn intersects(self, other: Self) -> bool {
                self.0 & other.0 != 0
            }

            /// The bits of both.
            #[must_use]
            pub const fn union(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }
        }

        impl core::ops::BitAnd for $name {
            type Output = Self;

            fn bitand(self, other: Self) -> Self {
                Self(self.0 & other.0)
            }
        }

        impl core::ops::BitOr for $name {
            type Output = Self;

            fn bitor(self, other: Self) -> Self {
                self.union(other)
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                if self.0 == 0 {
                    return f.pad($zero);
                }
                let mut unknown = self.0;
                let mut separator = "";
                $(
                    if Self::$constant.0 != 0 && self.contains(Self::$constant) {
                        write!(f, "{separator}{}", stringify!($constant))?;
                        separator = "|";
                        unknown &= !$value;
                    }
                )*
                if unknown == 0 { Ok(()) } else { write!(f, "{separator}{unknown:#04x}") }
            }
        }
    };
}
