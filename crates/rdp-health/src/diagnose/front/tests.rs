//! Answers as the products give them.

use super::*;

fn answer(status: u16, server: &str) -> HttpAnswer {
    let mut answer = HttpAnswer::new(status);
    answer.server = Some(server.to_owned()).filter(|server| !server.is_empty());
    answer
}

fn with(mut answer: HttpAnswer, name: &str, value: &str) -> HttpAnswer {
    answer.headers.push(HttpHeader::new(name, value));
    answer
}

fn page(mut answer: HttpAnswer, page: &str) -> HttpAnswer {
    answer.page = Some(page.to_owned());
    answer
}

fn to(status: u16, location: &str) -> HttpAnswer {
    let mut answer = HttpAnswer::new(status);
    answer.location = Some(location.to_owned());
    answer
}

#[test]
fn products_are_named_by_what_they_say() {
    for (answer, name) in [
        (answer(502, "nginx/1.24.0"), Some("nginx")),
        (answer(502, "openresty"), Some("OpenResty (nginx)")),
        (answer(503, "awselb/2.0"), Some("AWS Application Load Balancer")),
        (answer(502, "Microsoft-Azure-Application-Gateway/v2"), Some("Azure Application Gateway")),
        (
            with(answer(502, "Microsoft-IIS/10.0"), "x-powered-by", "ARR/3.0"),
            Some("IIS with Application Request Routing"),
        ),
        (page(answer(503, ""), "No server is available to handle this request."), Some("HAProxy")),
        (with(answer(200, "nginx"), "cf-ray", "8"), Some("Cloudflare")),
        (with(answer(200, "nginx"), "set-cookie", "visid_incap_12"), Some("Imperva (Incapsula)")),
        (answer(404, "Microsoft-IIS/10.0"), None),
        (answer(404, "Apache/2.4"), None),
    ] {
        assert_eq!(product(&answer), name, "{answer:?}");
    }
}

#[test]
fn a_rule_refuses_by_its_page_or_by_its_status() {
    let rejected = "The requested URL was rejected. Please consult with your administrator.";
    for (answer, name) in [
        (page(answer(200, ""), rejected), Some("F5 BIG-IP")),
        (with(answer(503, "cloudflare"), "cf-mitigated", "challenge"), Some("Cloudflare")),
        (answer(403, "AkamaiGHost"), Some("Akamai")),
        (answer(502, "cloudflare"), None),
        (answer(404, "cloudflare"), None),
        // A proxy without rules hands on what the server behind it says.
        (answer(403, "nginx"), None),
        (answer(403, "Microsoft-IIS/10.0"), None),
    ] {
        assert_eq!(refused_by_rule(&answer), name, "{answer:?}");
    }
}

#[test]
fn statuses_of_cloudflare_are_its_own() {
    for status in [502, 503, 504, 520, 524, 527, 530] {
        assert!(is_unavailable(status), "{status}");
    }
    for status in [500, 501, 505, 519, 528, 529, 531] {
        assert!(!is_unavailable(status), "{status}");
    }
    let refused = Some("the server behind it refused the connection");
    assert_eq!(of_the_server_behind(&answer(521, "cloudflare")), refused);
    assert_eq!(of_the_server_behind(&with(answer(521, ""), "cf-ray", "8")), refused);
    // Another product's 521 is whatever that product makes of it.
    assert_eq!(of_the_server_behind(&answer(521, "nginx")), None);
    assert_eq!(of_the_server_behind(&answer(525, "")), None);
    assert!(of_the_server_behind(&answer(504, "nginx")).is_some());
}

#[test]
fn sign_ins_are_known_by_where_they_lead() {
    for (location, expected) in [
        ("https://login.microsoftonline.com/common/oauth2", Some("the sign-in of Microsoft Entra ID")),
        ("https://sts.corp.example/adfs/ls/?wa=wsignin1.0", Some("the sign-in of AD FS")),
        ("/my.policy", Some("the sign-in of F5 BIG-IP APM")),
        ("/vpn/index.html", Some("the sign-in of Citrix Gateway (NetScaler)")),
        ("/sslvpn_logon.shtml", Some("the sign-in of WatchGuard")),
        ("https://login.lab.test/", Some("a sign-in page")),
        ("/Account/Login?ReturnUrl=%2F", Some("a sign-in page")),
        ("https://www.corp.example/", None),
        ("/RDWeb/Pages/en-US/login.aspx", None),
        ("https://gw.corp.example/?from=login", None),
        ("https://authors.corp.example/", None),
    ] {
        assert_eq!(sign_in(&to(302, location)).as_deref(), expected, "{location}");
        assert_eq!(sign_in(&to(201, location)), None, "{location}");
    }
    let form = page(answer(200, "nginx"), "<form action=\"https://adfs.corp.example/adfs/ls/\">");
    assert_eq!(sign_in(&form).as_deref(), Some("the sign-in of AD FS"));
    assert_eq!(sign_in(&page(answer(200, "nginx"), "<h1>Welcome to nginx!</h1>")), None);
}

#[test]
fn a_name_without_a_site_is_said_by_the_answer() {
    let invalid = "<h2>Bad Request - Invalid Hostname</h2>";
    assert!(has_no_such_site(&page(answer(400, "Microsoft-HTTPAPI/2.0"), invalid)));
    assert!(has_no_such_site(&answer(421, "nginx")));
    assert!(!has_no_such_site(&answer(400, "nginx")) && !has_no_such_site(&page(answer(404, ""), invalid)));
}

#[test]
fn exchange_is_known_by_its_front_end_and_its_front_page() {
    assert!(is_exchange(&to(302, "https://mail.corp.example/OWA/")));
    assert!(is_exchange(&with(answer(404, "Microsoft-IIS/10.0"), "x-feserver", "EX01")));
    assert!(!is_exchange(&to(302, "/RDWeb")) && !is_exchange(&answer(404, "Microsoft-IIS/10.0")));
}

#[test]
fn a_missing_client_certificate_is_said_by_the_page() {
    use rdp_health_wire::tls::{CipherSuite, TlsVersion};
    let nginx = page(answer(400, "nginx"), "<title>400 No required SSL certificate was sent</title>");
    assert!(wants_client_certificate(&nginx, None).is_some());
    assert_eq!(wants_client_certificate(&answer(403, "nginx"), None), None);
    let mut session =
        TlsSession::new(TlsVersion::TLS12, CipherSuite::TLS_AES_128_GCM_SHA256, std::time::Duration::ZERO);
    assert_eq!(wants_client_certificate(&answer(403, "nginx"), Some(&session)), None);
    session.client_certificate_requested = true;
    assert!(wants_client_certificate(&answer(403, "nginx"), Some(&session)).is_some());
    assert_eq!(wants_client_certificate(&answer(404, "nginx"), Some(&session)), None);
}
