//! Why a question was not put: one vocabulary for plan, probes and reports.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes the words and their sentences once.
macro_rules! reasons {
    ($($(#[$doc:meta])* $word:ident = $says:literal;)*) => {
        /// Why a question was not put. In JSON it is the sentence that people read.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Skipped {
            $($(#[$doc])* $word,)*
            /// A reason that holds for this one question, in a sentence.
            Other(String),
        }

        impl Skipped {
            /// The reason as a sentence without a full stop.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$word => $says,)*
                    Self::Other(says) => says,
                }
            }
        }

        impl From<&str> for Skipped {
            fn from(says: &str) -> Self {
                match says {
                    $($says => Self::$word,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }
    };
}

reasons! {
    /// Nothing has asked it yet, or what comes before it failed.
    NotReached = "not reached";
    /// It was not wanted.
    NotAsked = "not asked";
    /// The question of this connection is another one.
    OtherQuestion = "not part of this question";
    /// The report's version did not know the question.
    NotKnown = "not checked";
    /// The caller's budget for the host ended first.
    OutOfTime = "the time budget for this host ran out";
    /// Asked from depth standard.
    NotAtQuick = "not part of depth quick";
    /// Asked at depth full.
    AtFull = "checked at depth full";
    /// The caller switched it off.
    SwitchedOff = "switched off by the caller";
    /// It would tell of the way to the proxy, not of the host.
    NotThroughProxy = "not through a proxy";
    /// The names of the host and its gateway are the proxy's to resolve.
    ProxyResolves = "the proxy resolves names";
    /// There is no proxy.
    NoProxy = "no proxy was given";
    /// There is no gateway.
    NoGateway = "no gateway was given";
    /// There is no STUN server.
    NoStunServer = "no STUN server was given";
    /// There is nothing to resolve.
    IsAddress = "an address was given, not a name";
    /// The caller named the address to use.
    AddressGiven = "the address was given by the caller";
    /// No connection to the host was established.
    NotConnected = "TCP did not reach the host";
    /// It is asked of Remote Desktop hosts.
    NotOfThisRole = "not checked for this kind of endpoint";
    /// No handshake came as far as a certificate.
    NoCertificate = "no certificate was seen";
    /// TLS failed.
    NoTls = "TLS was not established";
    /// The server chose another protocol.
    NotNla = "the server did not choose NLA";
    /// It is worth a question, and no wait for its own sake.
    NotWaitedFor = "no answer arrived while the other checks ran";
    /// What comes next is for those who log on.
    NeedsCredentials = "the next step needs credentials";
    /// The address belongs to many hosts or to none.
    NotOneHost = "the address does not belong to a single host";
    /// It is too long for DNS, or has a part that is.
    IsNoDnsName = "this is not a valid DNS name";
    /// Lookups of other names kept the system's resolver busy.
    LookupsBusy = "this computer's resolver was busy with other names";
    /// Neither the system nor the caller named one.
    NoDnsServer = "no DNS server is configured";
}

impl From<String> for Skipped {
    fn from(says: String) -> Self {
        Self::from(says.as_str())
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Skipped {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Skipped {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Skipped {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Skipped".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_leads_back_to_its_word() {
        assert_eq!(Skipped::from(Skipped::OutOfTime.to_string()), Skipped::OutOfTime);
        let other = Skipped::from("the moon is full");
        assert_eq!(other, Skipped::Other("the moon is full".to_owned()));
        assert_eq!(serde_json::to_string(&other).unwrap(), "\"the moon is full\"");
        assert_eq!(serde_json::from_str::<Skipped>("\"not reached\"").unwrap(), Skipped::NotReached);
    }
}
