//! Places in a report, for evidence: JSON Pointers (RFC 6901) that are built from what they point at.
//!
//! INVARIANT: the names of a report's fields stand here and nowhere else in the rules. What is in an outcome that is done
//! or failed stands under `value`.

use crate::observe::Part;

/// Writes the kinds of places: `name: Kind = "path"` leads to a part, `name[]: Kind = "path"` to an item of a list.
macro_rules! places {
    ($(
        $(#[$doc:meta])*
        $place:ident { $($step:ident $([$index:tt])?: $to:ident = $path:literal;)* }
    )*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq)]
            pub(crate) struct $place(String);

            impl $place {
                $(places!(@step $step $([$index])? $to $path);)*

                /// The place and all that it leads to, the first item of each list.
                #[cfg(test)]
                fn every(&self) -> Vec<String> {
                    let parts: &[Vec<String>] = &[$(places!(@first self $step $([$index])?).every()),*];
                    std::iter::once(self.0.clone()).chain(parts.concat()).collect()
                }
            }

            impl From<$place> for String {
                fn from(place: $place) -> Self {
                    place.0
                }
            }
        )*
    };
    (@step $step:ident $to:ident $path:literal) => {
        pub(crate) fn $step(&self) -> $to {
            $to(format!("{}/{}", self.0, $path))
        }
    };
    (@step $step:ident [index] $to:ident $path:literal) => {
        pub(crate) fn $step(&self, index: usize) -> $to {
            $to(format!("{}/{}/{index}", self.0, $path))
        }
    };
    (@first $place:ident $step:ident) => { $place.$step() };
    (@first $place:ident $step:ident [index]) => { $place.$step(0) };
}

/// The report itself.
pub(crate) fn report() -> ReportAt {
    ReportAt(String::new())
}

/// The report of one place among those of a host.
pub(crate) fn report_from_place(seen: usize) -> ReportAt {
    ReportAt(format!("/seen/{seen}/report"))
}

/// Whether a place is in what the host says of itself.
pub(crate) fn is_inside(at: &str) -> bool {
    at.starts_with(&report().inside().0)
}

places! {
    /// A place of which no part is pointed at.
    Pointer {}

    /// The whole report.
    ReportAt {
        host: EndpointAt = "observations/host";
        gateway: EndpointAt = "observations/gateway/value";
        proxy_resolve: Pointer = "observations/proxy/value/resolve";
        udp: Pointer = "observations/udp/value/rdp/answer/value";
        earlier[index]: EarlierAt = "observations/earlier";
        store[index]: StoreAt = "observations/trust/value";
        missing[index]: MissingAt = "observations/issuers/value/missing";
        issuer_fetch[index]: Pointer = "observations/issuers/value/fetches";
        revocation_fetch[index]: Pointer = "observations/revocation/value/fetches";
        revocation[index]: RevocationAt = "observations/revocation/value/certificates";
        client[index]: Pointer = "clients";
        client_credssp: Pointer = "target/client/credssp";
        expected_issuers: Pointer = "target/entry/issuers";
        inside: InsideAt = "observations/inside";
    }

    /// What the host says of itself.
    InsideAt {
        computer: Pointer = "computer";
        windows: Pointer = "windows";
        grace: Pointer = "licensing_grace_days";
        setting[index]: Pointer = "settings";
        listener[index]: Pointer = "listeners";
        service[index]: Pointer = "services";
        profile[index]: Pointer = "firewall_profiles";
        rule[index]: Pointer = "firewall_rules";
        certificate[index]: Pointer = "certificates";
        port[index]: Pointer = "listening";
        event[index]: Pointer = "events";
    }

    /// A host, a gateway, a web server.
    EndpointAt {
        resolve: Pointer = "resolve";
        system: Pointer = "resolve/value/system";
        system_answer: Pointer = "resolve/value/system/value";
        direct: Pointer = "resolve/value/direct";
        servers: Pointer = "resolve/value/direct/value";
        server[index]: ServerAt = "resolve/value/direct/value";
        aliases: Pointer = "resolve/value/aliases/value";
        hosts_file: Pointer = "resolve/value/hosts_file/value";
        made_up: Pointer = "resolve/value/made_up/value";
        left_out: Pointer = "resolve/value/left_out";
        address[index]: AddressAt = "addresses";
    }

    /// What one DNS server answered.
    ServerAt {
        a: Pointer = "a/value";
        aaaa: Pointer = "aaaa/value";
        completion[index]: Pointer = "completions";
    }

    /// One address of an endpoint.
    AddressAt {
        conversation[index]: ConversationAt = "conversations";
        other_ports: Pointer = "other_ports";
        other_port[index]: Pointer = "other_ports/value";
        attempt[index]: Pointer = "path/value/attempts";
        tls_offers: TlsOffersAt = "tls_offers/value";
    }

    /// One connection.
    ConversationAt {
        connect: Pointer = "connect/value";
        proxy: Pointer = "proxy/value";
        proxy_reply: Pointer = "proxy/value/reply";
        negotiate: Pointer = "negotiate/value";
        answer: Pointer = "negotiate/value/answer";
        flags: Pointer = "negotiate/value/answer/flags";
        tls: Pointer = "tls/value";
        hello: Pointer = "hello/value";
        chain: ChainAt = "certificates";
        credssp: CredsspAt = "credssp/value";
        settings: SettingsAt = "settings/value";
        http: Pointer = "http/value";
        greeting: Pointer = "greeting/value";
    }

    /// The certificates that a server sent.
    ChainAt {
        whole: Pointer = "value";
        certificate[index]: CertificateAt = "value";
    }

    /// One certificate.
    CertificateAt {
        subject: Pointer = "subject";
        common_names: Pointer = "common_names";
        dns_names: Pointer = "dns_names";
        issuer: Pointer = "issuer";
        not_before: Pointer = "not_before";
        not_after: Pointer = "not_after";
        key: Pointer = "key";
        key_sha256: Pointer = "key_sha256";
        key_usage: Pointer = "key_usage";
        extended_key_usage: Pointer = "extended_key_usage";
        signature_algorithm: Pointer = "signature_algorithm";
        sha1: Pointer = "sha1";
        version: Pointer = "version";
        is_ca: Pointer = "is_ca";
        unreadable: Pointer = "unreadable";
        unknown_critical: Pointer = "unknown_critical";
    }

    /// The first answer of Network Level Authentication.
    CredsspAt {
        version: Pointer = "version";
        error: Pointer = "error";
        challenge: Pointer = "challenge";
        clock: Pointer = "challenge/clock";
    }

    /// MCS Connect Response.
    SettingsAt {
        requested_protocols: Pointer = "settings/requested_protocols";
        level: Pointer = "settings/level";
        certificate: Pointer = "settings/certificate";
    }

    /// The listing of what a server accepts in TLS.
    TlsOffersAt {
        versions: Pointer = "versions";
        version[index]: TlsVersionAt = "versions";
        groups: Pointer = "groups";
        group[index]: Pointer = "groups";
        signature_scheme[index]: Pointer = "signature_schemes";
        compression: Pointer = "compression";
    }

    /// One version of the listing.
    TlsVersionAt {
        suite[index]: TlsSuiteAt = "suites";
    }

    /// One suite of a version.
    TlsSuiteAt {
        dh_prime_bits: Pointer = "dh_prime_bits";
    }

    /// The certificate of an earlier report.
    EarlierAt {
        certificate: CertificateAt = "certificate";
    }

    /// A store of trusted roots.
    StoreAt {
        held: Pointer = "roots/value/held";
        relevant[index]: CertificateAt = "roots/value/relevant";
    }

    /// A certificate whose issuer the server did not send.
    MissingAt {
        found[index]: FoundAt = "found/value";
    }

    /// A certificate that was fetched.
    FoundAt {
        certificate: CertificateAt = "certificate";
    }

    /// The revocation of one certificate.
    RevocationAt {
        source[index]: SourceAt = "sources";
    }

    /// One source about it.
    SourceAt {
        answer: Pointer = "answer";
    }
}

impl ConversationAt {
    /// The part that failed, by which part it was.
    pub(crate) fn part(&self, part: Part) -> String {
        match part {
            Part::Connect => self.connect().into(),
            Part::Proxy => self.proxy().into(),
            Part::Negotiate => self.negotiate().into(),
            Part::Tls => self.tls().into(),
            Part::Hello => self.hello().into(),
            Part::Credssp => self.credssp().into(),
            Part::Settings => self.settings().into(),
            Part::Http => self.http().into(),
            Part::Greeting => self.greeting().into(),
        }
    }
}

#[cfg(test)]
mod tests;
