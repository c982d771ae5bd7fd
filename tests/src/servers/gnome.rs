//! GNOME Remote Desktop on a headless session of its own.

use std::fs;
use std::process::Command;

use super::Server;
use crate::pki::Identity;
use crate::process::Process;

/// The session: each program is waited for through what it provides. `$1` is the certificate, `$2` the key, `$3` the
/// port. Credentials have to be there before the daemon listens.
const SESSION: &str = r#"
set -eu
pipewire &
until [ -S "$XDG_RUNTIME_DIR/pipewire-0" ]; do sleep 0.02; done
wireplumber &
mutter --headless --virtual-monitor 800x600 --wayland --no-x11 &
gdbus wait --session --timeout 60 org.gnome.Mutter.RemoteDesktop
gdbus wait --session --timeout 60 org.gnome.Mutter.ScreenCast
grdctl --headless rdp set-tls-cert "$1"
grdctl --headless rdp set-tls-key "$2"
grdctl --headless rdp set-credentials lab lab
grdctl --headless rdp enable
exec "$(command -v gnome-remote-desktop-daemon || echo /usr/libexec/gnome-remote-desktop-daemon)" \
  --headless --rdp-port "$3"
"#;

/// Starts GNOME Remote Desktop. It listens on every interface: call this in a
/// [namespace](crate::netns::in_new_namespace).
pub fn gnome_remote_desktop(identity: &Identity) -> Server {
    Server::start("gnome", |dir, port| {
        let home = dir.path();
        for below in ["config", "data"] {
            fs::create_dir(home.join(below)).map_err(|e| format!("{}: {e}", home.display()))?;
        }
        let mut command = Command::new("dbus-run-session");
        command.args(["--", "bash", "-c", SESSION, "session"]);
        command.arg(&identity.certificate).arg(&identity.key).arg(port.to_string());
        command.env("HOME", home).env("XDG_RUNTIME_DIR", home);
        command.env("XDG_CONFIG_HOME", home.join("config")).env("XDG_DATA_HOME", home.join("data"));
        // No settings daemon and no X display of the person who runs the tests.
        command.env("GSETTINGS_BACKEND", "keyfile").env("XDG_SESSION_TYPE", "wayland");
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("DBUS_SESSION_BUS_ADDRESS");
        Ok(vec![Process::spawn(command, dir)?])
    })
}
