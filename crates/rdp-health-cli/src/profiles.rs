//! `rdp-health profiles`.

use rdp_health::EndpointProfile;
use rdp_health_render::{profiles_json, profiles_text};

use crate::args::{ClientsFormat, ProfilesArgs};
use crate::error::Error;
use crate::output::Output;
use crate::values;

pub(crate) fn run(args: &ProfilesArgs, output: &mut Output) -> Result<(), Error> {
    let mut profiles = EndpointProfile::known();
    if let Some(id) = &args.id {
        profiles.retain(|profile| profile.id == *id);
        if profiles.is_empty() {
            let problem = format!("there is no list '{}'; write {}", rdp_health::inert(id), values::known());
            return Err(Error::usage(problem));
        }
    }
    let text = match (args.format, args.id.as_deref().and_then(EndpointProfile::known_toml)) {
        (ClientsFormat::Text, _) => profiles_text(&profiles, &output.text),
        (ClientsFormat::Json, _) => profiles_json(&profiles)? + "\n",
        (ClientsFormat::Toml, Some(toml)) => toml.to_owned(),
        (ClientsFormat::Toml, None) => {
            let problem = format!("a file contains one list; write which one: {}", values::known());
            return Err(Error::usage(problem));
        }
    };
    Ok(output.write(&text)?)
}
