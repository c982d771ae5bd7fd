//! Lists of web addresses that clients need beside the host: the known ones, and those of a user's file.
//!
//! The known ones are compiled in (`data/profiles`); users bring lists of their own in the same form.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::clients::line_of;
use crate::error::Error;
use crate::target::{HTTPS_PORT, ProfileEntry, Target};

/// The known profiles: id and text.
const KNOWN: [(&str, &str); 2] = [
    ("avd", include_str!("../data/profiles/avd.toml")),
    ("avd-us-gov", include_str!("../data/profiles/avd-us-gov.toml")),
];

/// A list of web addresses, each of which is a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct EndpointProfile {
    /// Its id, such as `avd`; the name, for a user's own.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// Where the list as a whole comes from.
    pub source: Option<String>,
    /// The endpoints, in the order in which they are written.
    pub endpoints: Vec<ProfileEntry>,
    /// Patterns of names of which no name is known, so they cannot be checked.
    pub patterns: Vec<NamePattern>,
}

/// A pattern of names, such as `*.servicebus.windows.net`, that firewalls have to let pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct NamePattern {
    /// The pattern.
    pub pattern: String,
    /// What clients need it for.
    pub purpose: String,
}

impl EndpointProfile {
    /// The profiles that come with this crate.
    #[must_use]
    pub fn known() -> Vec<Self> {
        // INVARIANT: the files that are compiled in can be read; a test holds them.
        KNOWN.iter().filter_map(|(id, text)| read(text, Some(id)).ok()).collect()
    }

    /// The known profile with this id.
    #[must_use]
    pub fn find(id: &str) -> Option<Self> {
        Self::known().into_iter().find(|profile| profile.id == id)
    }

    /// A known profile as it is written: the form in which users write their own.
    #[must_use]
    pub fn known_toml(id: &str) -> Option<&'static str> {
        KNOWN.iter().find(|(known, _)| *known == id).map(|(_, text)| *text)
    }

    /// Reads a profile in the form of the known ones: TOML with a `name` and a table `[[endpoint]]` for each address.
    ///
    /// # Errors
    /// The text is no TOML, says something that no profile has, or names what is no host; the error names the line
    /// and what to write instead.
    pub fn read_toml(text: &str) -> Result<Self, Error> {
        read(text, None)
    }

    /// Its endpoints as targets, for [`scan`](crate::scan).
    pub fn targets(&self) -> impl Iterator<Item = Target> {
        // INVARIANT: what was read has only entries that are targets.
        self.endpoints.iter().filter_map(|entry| entry.target().ok())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    source: Option<String>,
    #[serde(default)]
    issuers: Vec<String>,
    endpoint: Vec<Written>,
    #[serde(default)]
    pattern: Vec<NamePattern>,
}

/// An endpoint as it is written: what is not there comes from the file as a whole.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    host: Spanned<String>,
    port: Option<u16>,
    path: Option<String>,
    purpose: String,
    required: Option<bool>,
    pattern: Option<String>,
    issuers: Option<Vec<String>>,
    source: Option<String>,
}

fn read(text: &str, id: Option<&str>) -> Result<EndpointProfile, Error> {
    let file: File = toml::from_str(text).map_err(|error| {
        Error::profile(
            line_of(text, error.span().map_or(0, |span| span.start)),
            error.message().replace('\n', ", "),
            "rdp-health profiles --format toml shows the format of profiles",
        )
    })?;
    let id = id.unwrap_or(&file.name).to_owned();
    let mut endpoints: Vec<ProfileEntry> = Vec::new();
    for written in file.endpoint {
        let line = line_of(text, written.host.span().start);
        let entry = ProfileEntry {
            profile: id.clone(),
            host: written.host.into_inner(),
            port: written.port.unwrap_or(HTTPS_PORT),
            path: written.path,
            purpose: written.purpose,
            required: written.required.unwrap_or(true),
            pattern: written.pattern,
            issuers: written.issuers.unwrap_or_else(|| file.issuers.clone()),
            source: written.source.or_else(|| file.source.clone()),
        };
        entry.target().map_err(|error| Error::profile(line, error.problem, error.remedy))?;
        if endpoints.iter().any(|known| (&known.host, known.port) == (&entry.host, entry.port)) {
            let problem = format!("{}:{} is listed twice", entry.host, entry.port);
            return Err(Error::profile(line, problem, "write each host and port once"));
        }
        endpoints.push(entry);
    }
    Ok(EndpointProfile { id, name: file.name, source: file.source, endpoints, patterns: file.pattern })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Service;

    #[test]
    fn every_endpoint_of_the_known_profiles_is_a_target_with_a_source() {
        let known = EndpointProfile::known();
        assert_eq!(known.len(), KNOWN.len());
        for profile in &known {
            assert!(profile.source.is_some() && !profile.patterns.is_empty(), "{}", profile.id);
            assert_eq!(profile.targets().count(), profile.endpoints.len());
            for (entry, target) in profile.endpoints.iter().zip(profile.targets()) {
                assert_eq!((target.service, target.port), (Service::Https, 443), "{}", entry.host);
                assert_eq!(target.to_string(), format!("https://{}", entry.host));
                let sources = entry.source.as_deref().unwrap_or_default();
                assert!(sources.starts_with("https://") || !entry.required, "{}", entry.host);
                assert!(!entry.purpose.is_empty() && !entry.issuers.is_empty(), "{}", entry.host);
                let ending = entry.pattern.as_deref().map(|pattern| pattern.trim_start_matches('*'));
                assert!(ending.is_none_or(|ending| entry.host.ends_with(ending)), "{}", entry.host);
            }
            assert!(profile.patterns.iter().all(|pattern| pattern.pattern.starts_with("*.")));
        }
        assert!(EndpointProfile::known_toml("avd").is_some() && EndpointProfile::find("avd").is_some());
        assert_eq!(EndpointProfile::find("nobody"), None);
    }

    #[test]
    fn a_list_of_ones_own_needs_little() {
        let text = "name = \"office\"\n[[endpoint]]\nhost = \"rdweb.corp.example\"\npurpose = \"feed\"\n\
                    [[endpoint]]\nhost = \"192.0.2.7\"\nport = 8443\npurpose = \"test\"\nrequired = false\n";
        let own = EndpointProfile::read_toml(text).unwrap();
        let shown: Vec<String> = own.targets().map(|target| target.to_string()).collect();
        assert_eq!(shown, ["https://rdweb.corp.example", "https://192.0.2.7:8443"]);
        assert_eq!(own.endpoints[0].profile, "office");
        assert!(own.endpoints[0].required && !own.endpoints[1].required);
    }

    #[test]
    fn a_bad_list_is_named_with_its_line_and_a_remedy() {
        let name = "name = \"a\"\n";
        let entry = "[[endpoint]]\nhost = \"h\"\npurpose = \"p\"\n";
        for (text, line, problem, remedy) in [
            ("", 1, "name", "rdp-health profiles"),
            (name, 1, "endpoint", "rdp-health profiles"),
            (&format!("{name}{entry}colour = 1"), 5, "colour", "rdp-health profiles"),
            (&format!("{name}{entry}{entry}"), 6, "h:443 is listed twice", "once"),
            (
                &format!("{name}[[endpoint]]\nhost = \"*.a\"\npurpose = \"p\""),
                3,
                "'*.a' is not a host",
                "use letters",
            ),
            (&format!("{name}{entry}port = 0"), 3, "'0' is not a TCP port", "1 to 65535"),
            (&format!("{name}{entry}port = 70000"), 5, "70000", "rdp-health profiles"),
        ] {
            let error = EndpointProfile::read_toml(text).unwrap_err();
            let said = error.to_string();
            assert_eq!(error.line, Some(line), "{said}");
            assert!(said.contains(problem) && said.contains(remedy) && !said.contains('\n'), "{said}");
        }
    }
}
