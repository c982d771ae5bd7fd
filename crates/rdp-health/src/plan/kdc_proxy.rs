//! Which KDC proxy is asked whether it is there.

use super::task::KdcProxy;
use crate::options::{CheckOptions, Depth};
use crate::outcome::Skipped;
use crate::target::{Endpoint, HTTPS_PORT, Target};

/// The KDC proxy to ask: the one that the client's file names, and at depth full its gateway, which Windows lets be one.
/// Or why none is asked.
pub(super) fn wanted(target: &Target, options: &CheckOptions) -> Result<KdcProxy, Skipped> {
    if !target.service.is_rdp() {
        return Err(Skipped::NotOfThisRole);
    }
    if options.depth == Depth::Quick {
        return Err(Skipped::NotAtQuick);
    }
    if options.proxy.is_some() {
        return Err(Skipped::NotThroughProxy);
    }
    let gateway = target.gateway.as_ref().filter(|_| target.client.uses_gateway());
    let is_proxy = target.client.gateway_is_kdc_proxy == Some(true);
    match (gateway, &target.client.kdc_proxy) {
        (Some(gateway), _) if is_proxy => Ok(of_gateway(gateway)),
        (_, Some(name)) => named(name),
        (Some(_), None) if options.depth < Depth::Full => Err(Skipped::AtFull),
        (Some(gateway), None) => Ok(of_gateway(gateway)),
        (None, None) => Err("the .rdp file names no KDC proxy".into()),
    }
}

fn of_gateway(gateway: &Endpoint) -> KdcProxy {
    let port = gateway.port.unwrap_or(HTTPS_PORT);
    KdcProxy { host: gateway.host.clone(), port, path: None }
}

/// `HOST`, `HOST:PORT`, `HOST:PORT:PATH` or `HOST::PATH`: so mstsc reads it.
fn named(name: &str) -> Result<KdcProxy, Skipped> {
    let unusable = || Skipped::from(format!("kdcproxyname '{name}' is not HOST:PORT:PATH"));
    let mut parts = name.splitn(3, ':');
    let (host, port, path) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    let port = match port.filter(|port| !port.is_empty()) {
        Some(port) => port.parse().ok().filter(|port| *port != 0).ok_or_else(unusable)?,
        None => HTTPS_PORT,
    };
    let host = Endpoint::parse(host).map_err(|_| unusable())?.host;
    let path = path.map(|path| format!("/{}", path.trim_start_matches('/'))).filter(|path| path.len() > 1);
    // What is no path of a URL is nobody's resource.
    match path.as_ref().is_some_and(|path| path.bytes().any(|b| !b.is_ascii_graphic())) {
        true => Err(unusable()),
        false => Ok(KdcProxy { host, port, path }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(file: &str, depth: Depth) -> Result<String, Skipped> {
        let target = Target::from_rdp_file(&format!("full address:s:srv01\n{file}")).unwrap();
        let wanted = wanted(&target, &CheckOptions::default().depth(depth))?;
        Ok(format!("{}:{}{}", wanted.host, wanted.port, wanted.path.unwrap_or_default()))
    }

    #[test]
    fn the_one_of_the_file_and_at_full_the_gateway() {
        let gateway = "gatewayhostname:s:gw.example\ngatewayusagemethod:i:1\n";
        for (file, standard, full) in [
            (String::new(), None, None),
            (gateway.to_owned(), None, Some("gw.example:443")),
            (format!("{gateway}rdgiskdcproxy:i:1"), Some("gw.example:443"), Some("gw.example:443")),
            (format!("{gateway}rdgiskdcproxy:i:0"), None, Some("gw.example:443")),
            ("rdgiskdcproxy:i:1".to_owned(), None, None),
            ("kdcproxyname:s:kdc.example".to_owned(), Some("kdc.example:443"), Some("kdc.example:443")),
            (
                "kdcproxyname:s:kdc.example:8443".to_owned(),
                Some("kdc.example:8443"),
                Some("kdc.example:8443"),
            ),
            (
                "kdcproxyname:s:kdc.example::Kdc".to_owned(),
                Some("kdc.example:443/Kdc"),
                Some("kdc.example:443/Kdc"),
            ),
            ("kdcproxyname:s:kdc.example:x".to_owned(), None, None),
            ("kdcproxyname:s:https://kdc.example/KdcProxy".to_owned(), None, None),
        ] {
            assert_eq!(of(&file, Depth::Standard).ok().as_deref(), standard, "{file}");
            assert_eq!(of(&file, Depth::Full).ok().as_deref(), full, "{file}");
            assert_eq!(of(&file, Depth::Quick), Err(Skipped::NotAtQuick), "{file}");
        }
    }
}
