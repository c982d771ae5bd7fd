//! The forms of a target, and what is said of what is none.

use super::*;

#[test]
fn every_form_people_paste() {
    for (text, shown) in [
        ("srv01", "srv01:3389"),
        (" srv01.corp.example. ", "srv01.corp.example:3389"),
        ("srv01:3390", "srv01:3390"),
        ("192.0.2.7", "192.0.2.7:3389"),
        ("192.0.2.7:3390", "192.0.2.7:3390"),
        ("2001:db8::1", "[2001:db8::1]:3389"),
        ("[2001:db8::1]", "[2001:db8::1]:3389"),
        ("[2001:db8::1]:3390", "[2001:db8::1]:3390"),
        ("fe80::1", "[fe80::1]:3389"),
        ("fe80::1%eth0", "[fe80::1%eth0]:3389"),
        ("fe80::1%2", "[fe80::1%2]:3389"),
        ("fe80::1%25", "[fe80::1%25]:3389"),
        ("fe80::1%253", "[fe80::1%253]:3389"),
        ("[fe80::1%25eth0]:3390", "[fe80::1%eth0]:3390"),
        ("[fe80::1%wlp0s20f3.7]", "[fe80::1%wlp0s20f3.7]:3389"),
        ("[FE80::1%br-lan]:3390", "[fe80::1%br-lan]:3390"),
        ("rdp://[fe80::1%25eth0]:3390/", "[fe80::1%eth0]:3390"),
        ("https://[fe80::1%25eth0]/RDWeb", "https://[fe80::1%eth0]/RDWeb"),
        ("rdp://full%20address=s:[fe80::1%25eth0]:3390", "[fe80::1%eth0]:3390"),
        ("rdp://full%20address=s:fe80::1%2512", "[fe80::1%12]:3389"),
        // In an address of the web the escape is one whatever follows; without it people write the zone as it is.
        ("rdp://[fe80::1%2512]:3390", "[fe80::1%12]:3390"),
        ("https://[fe80::1%2525]/", "https://[fe80::1%25]"),
        ("rdp://[fe80::1%25]", "[fe80::1%25]:3389"),
        ("rdp://[fe80::1%en0]", "[fe80::1%en0]:3389"),
        (r"\\fe80--1s12.ipv6-literal.net\c$", "[fe80::1%12]:3389"),
        ("2001-db8--1.IPv6-Literal.net:3390", "[2001:db8::1]:3390"),
        ("mstsc /v:[fe80::1%12]:3390", "[fe80::1%12]:3390"),
        ("rdp://srv01:3390/", "srv01:3390"),
        ("RDP://srv01", "srv01:3389"),
        ("https://rdweb.corp.example", "https://rdweb.corp.example"),
        ("https://rdweb.corp.example/", "https://rdweb.corp.example"),
        (
            "HTTPS://rdweb.corp.example:443/RDWeb/Pages/?a=b#top",
            "https://rdweb.corp.example/RDWeb/Pages/?a=b",
        ),
        ("https://rdweb.corp.example?a=b c", "https://rdweb.corp.example/?a=b%20c"),
        ("https://rdweb.corp.example/ü%20", "https://rdweb.corp.example/%C3%BC%20"),
        ("https://192.0.2.7:8443", "https://192.0.2.7:8443"),
        ("https://[2001:db8::1]/RDWeb", "https://[2001:db8::1]/RDWeb"),
        ("rdp://full%20address=s:srv01:3390&audiomode=i:2", "srv01:3390"),
        ("rdp://full%20address=s:srv01&username=s:a%26b", "srv01:3389"),
    ] {
        assert_eq!(Target::parse(text).unwrap().to_string(), shown, "{text}");
    }
}

#[test]
fn every_error_is_one_line_with_a_remedy() {
    for (text, part) in [
        ("", "empty"),
        ("  ", "empty"),
        ("host:0", "'0' is not a TCP port"),
        ("host:70000", "'70000' is not a TCP port"),
        ("host:", "'' is not a TCP port"),
        ("host:port:port", "more than one ':'"),
        (":3389", "host is empty"),
        ("[2001:db8::1", "does not close it"),
        ("[2001:db8::1]3389", "other than :port"),
        ("[fe80::1%]:3389", "names no network adapter"),
        ("fe80::1%eth0:3389", "[fe80::1%eth0]:3389"),
        ("[fe80::1%et h0]", "names no network adapter"),
        ("[2001:db8::1%eth0]:3389", "write 2001:db8::1 alone"),
        ("::1%lo", "not a link-local address"),
        ("192.0.2.7%eth0", "write 192.0.2.7 alone"),
        ("3390", "write host:3390"),
        ("fe80::1%12:3390", "write [fe80::1%12]:3390"),
        ("[fe80::1]%eth0:3390", "write [fe80::1%eth0]:3390"),
        ("[ff02::1%eth0]", "not the address of a host"),
        ("x.ipv6-literal.net", "not an IPv6 address"),
        ("http://host", "neither an rdp:// nor an https://"),
        ("https://", "host is empty"),
        ("https://user:secret@host/", "carries a user name"),
        ("rdp://user:secret@host/", "carries a user name"),
        ("https://host:0", "'0' is not a TCP port"),
        ("a b", "not a host name"),
        ("a..b", "not a host name"),
        ("256.1.1.1", "looks like an IPv4 address"),
        ("h\u{fffd}st", "ASCII form"),
        ("0.0.0.0", "not the address of a host"),
        ("[::]:3389", "not the address of a host"),
        ("rdp://full%2xaddress=s:a", "broken % escape"),
    ] {
        let error = Target::parse(text).unwrap_err().to_string();
        assert!(error.contains(part), "{text}: {error}");
        assert!(!error.contains('\n') && error.contains("; "), "{text}: {error}");
    }
}
