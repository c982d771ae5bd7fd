//! `rdp-health clients`.

use rdp_health::ClientProfile;
use rdp_health_render::{clients_json, clients_text};

use crate::args::{ClientsArgs, ClientsFormat};
use crate::error::Error;
use crate::output::Output;

pub(crate) fn run(args: &ClientsArgs, output: &mut Output) -> Result<(), Error> {
    let text = match args.format {
        ClientsFormat::Text => clients_text(&ClientProfile::known(), &output.text),
        ClientsFormat::Json => clients_json(&ClientProfile::known())? + "\n",
        ClientsFormat::Toml => ClientProfile::known_toml().to_owned(),
    };
    Ok(output.write(&text)?)
}
