//! Files alone.

use super::*;
use crate::certificate::read;
use crate::diagnose::Verdict;
use crate::observe::{InsideCertificate, KeyKind, WindowsRelease};

const DAY: i64 = 86_400;

fn windows(edition: &str, build: u32, revision: u32) -> Option<WindowsRelease> {
    Some(WindowsRelease {
        product: "Windows".to_owned(),
        edition: edition.to_owned(),
        installation: String::new(),
        build,
        revision,
    })
}

/// A certificate of a store, valid for a year around now.
pub(super) fn certificate(store: &str, sha1: &str) -> InsideCertificate {
    let mut facts = read(b"");
    facts.unreadable = None;
    facts.sha1 = sha1.to_owned();
    facts.common_names = vec!["SRV01".to_owned()];
    facts.dns_names = vec!["srv01.corp.example".to_owned()];
    facts.subject = "CN=SRV01".to_owned();
    facts.version = 3;
    facts.key.kind = KeyKind::Rsa;
    facts.key.bits = 2048;
    facts.signature_algorithm = "sha256WithRSAEncryption".to_owned();
    let now = i64::try_from(NOW).unwrap();
    (facts.not_before_unix, facts.not_after_unix) = (now - 180 * DAY, now + 180 * DAY);
    let mut one = InsideCertificate::new(store.to_owned(), facts, 0);
    one.has_key = Some(true);
    one
}

type Change = fn(&mut InsideFacts);

/// What is changed on a sound host, and the cause that is certain then.
fn cases() -> Vec<(CauseId, Change)> {
    const TS: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server";
    const RDP: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp";
    const POLICY: &str = r"HKLM\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services";
    const SUITES: &str = r"HKLM\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002";
    const LSA: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Lsa";
    fn protocol(facts: &mut InsideFacts, version: &str, on: u32) {
        let key = format!(r"{SYSTEM}\Control\SecurityProviders\SCHANNEL\Protocols\{version}\Server");
        set(facts, &key, "Enabled", on);
    }
    fn chosen(facts: &mut InsideFacts, change: fn(&mut InsideCertificate)) {
        let mut one = certificate("My", "aa");
        change(&mut one);
        facts.certificates = vec![one];
        facts.listeners[0].certificate_sha1 = Some("aa".to_owned());
    }
    const MANAGER: &str = "Microsoft-Windows-TerminalServices-RemoteConnectionManager";
    const SESSIONS: &str = "Microsoft-Windows-TerminalServices-LocalSessionManager";
    const GATEWAY: &str = "Microsoft-Windows-TerminalServices-Gateway";
    const SECURITY: &str = "Microsoft-Windows-Security-Auditing";
    vec![
        (CauseId::HostRdpDisabled, |f| set(f, TS, "fDenyTSConnections", 1)),
        (CauseId::HostRdpDisabled, |f| set(f, POLICY, "fDenyTSConnections", 1)),
        (CauseId::HostServiceStopped, |f| {
            (service(f, "TermService").start, service(f, "TermService").state) = (Some(4), None);
        }),
        (CauseId::HostServiceStopped, |f| service(f, "TermService").state = Some("stopped".to_owned())),
        (CauseId::HostListenerBroken, |f| {
            f.listeners.clear();
            set(f, &format!(r"{TS}\WinStations\Console"), "fEnableWinStation", 1);
        }),
        (CauseId::HostListenerBroken, |f| {
            f.listeners[0].enabled = Some(false);
            set(f, RDP, "fEnableWinStation", 0);
        }),
        (CauseId::HostListenerBroken, |f| f.listening[0].port = 445),
        (CauseId::HostListenerBroken, |f| log(f, MANAGER, 259, None)),
        (CauseId::HostListenerOneAdapter, |f| f.listeners[0].adapter = Some(2)),
        (CauseId::PortMoved, |f| f.listeners[0].port = Some(3390)),
        (CauseId::RdpNotSpoken, |f| f.listening[0].owner = "nginx".to_owned()),
        (CauseId::HostEdition, |f| f.windows = windows("CoreSingleLanguage", 22_631, 1)),
        (CauseId::TcpFiltered, |f| f.firewall_rules[0].active = false),
        (CauseId::TcpFiltered, |f| f.firewall_profiles.iter_mut().for_each(|one| one.blocks_all = true)),
        (CauseId::TcpFiltered, |f| f.firewall_rules.push(rule("no", false, 6))),
        (CauseId::TcpFiltered, |f| {
            f.firewall_profiles.iter_mut().for_each(|one| one.ignores_local_rules = true);
        }),
        (CauseId::HostNetworkPublic, |f| {
            f.firewall_profiles[2].ignores_local_rules = true;
            set(
                f,
                r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\NetworkList\Profiles\{1}",
                "Category",
                0,
            );
        }),
        (CauseId::LicenceServerMissing, |f| {
            f.windows = windows("ServerStandard", 17_763, 1);
            f.windows.as_mut().unwrap().installation = "Server".to_owned();
            set(f, &format!(r"{TS}\RCM\Licensing Core"), "LicensingMode", 5);
            f.licensing_grace_days = Some(0);
        }),
        (CauseId::HostNetworkPublic, |f| {
            f.firewall_rules[0].profiles = vec!["Domain".to_owned(), "Private".to_owned()];
            set(
                f,
                r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\NetworkList\Profiles\{1}",
                "Category",
                0,
            );
        }),
        (CauseId::SourceBlocked, |f| f.firewall_rules[0].remote = vec!["10.0.0.0/8".to_owned()]),
        (CauseId::SourceBanned, |f| {
            let mut ban = rule("IPBan_Block_0", false, 6);
            ban.remote = vec!["198.51.100.7".to_owned()];
            f.firewall_rules.push(ban);
        }),
        (CauseId::UdpUnavailable, |f| f.firewall_rules[1].active = false),
        (CauseId::UdpUnavailable, |f| set(f, POLICY, "SelectTransport", 1)),
        (CauseId::HostDependencyStopped, |f| service(f, "KeyIso").start = Some(4)),
        (CauseId::SessionProfileBroken, |f| service(f, "ProfSvc").start = Some(4)),
        (CauseId::HostWmiBroken, |f| service(f, "Winmgmt").start = Some(4)),
        (CauseId::GatewayUnreachable, |f| {
            (service(f, "TSGateway").start, service(f, "TSGateway").state) =
                (Some(2), Some("stopped".to_owned()));
        }),
        (CauseId::BrokerRedirect, |f| service(f, "Tssdis").start = Some(4)),
        (CauseId::LicenceServerMissing, |f| service(f, "TermServLicensing").start = Some(4)),
        (CauseId::NegotiationRdpSecurityOnly, |f| f.listeners[0].security_layer.as_mut().unwrap().value = 0),
        (CauseId::NegotiationEncryptionLevel, |f| {
            f.listeners[0].security_layer.as_mut().unwrap().value = 0;
            f.listeners[0].encryption_level = Some(Effective { value: 4, by_policy: true });
        }),
        (CauseId::NegotiationTlsRequired, |f| f.listeners[0].nla.as_mut().unwrap().value = 0),
        (CauseId::NegotiationNlaNotEnforced, |f| f.listeners[0].nla.as_mut().unwrap().value = 0),
        (CauseId::NegotiationNlaRequired, |_| {}),
        (CauseId::NegotiationRestrictedAdminMissing, |f| set(f, LSA, "DisableRestrictedAdmin", 1)),
        (CauseId::NlaNtlmRefused, |f| set(f, &format!(r"{LSA}\MSV1_0"), "RestrictReceivingNTLMTraffic", 2)),
        (CauseId::NlaCredsspUnpatched, |f| f.windows = windows("ServerStandard", 14_393, 447)),
        (CauseId::NlaNoDomainController, |f| {
            f.domain = Some("corp.example".to_owned());
            service(f, "Netlogon").start = Some(4);
        }),
        (CauseId::MythAllowCertRevocationCheck, |f| {
            set(f, &format!(r"{POLICY}\Client"), "AllowCertRevocationCheck", 0);
        }),
        (CauseId::MythWebsocketRule, |f| f.firewall_rules.push(rule("RemoteDesktop-In-TCP-WSS", true, 6))),
        (CauseId::ClientCredentialGuard, |f| set(f, LSA, "LsaCfgFlags", 1)),
        (CauseId::TlsSchannelBroken, |f| {
            f.windows = windows("ServerStandard", 17_763, 1);
            ["TLS 1.0", "TLS 1.1", "TLS 1.2"].into_iter().for_each(|version| protocol(f, version, 0));
        }),
        (CauseId::TlsLegacyOnly, |f| {
            f.windows = windows("ServerStandard", 17_763, 1);
            protocol(f, "TLS 1.2", 0);
        }),
        (CauseId::TlsVersionsNarrow, |f| {
            f.windows = windows("ServerStandard", 20_348, 1);
            ["TLS 1.0", "TLS 1.1", "TLS 1.2"].into_iter().for_each(|version| protocol(f, version, 0));
        }),
        (CauseId::TlsWeakOffered, |f| protocol(f, "SSL 3.0", 1)),
        (CauseId::TlsNoSharedCipher, |f| set_text(f, SUITES, "Functions", "TLS_RSA_WITH_NULL_SHA")),
        (CauseId::TlsNoSharedCipher, |f| {
            chosen(f, |_| {});
            set_text(f, SUITES, "Functions", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
        }),
        (CauseId::TlsSuitesNarrow, |f| set_text(f, SUITES, "Functions", "TLS_RSA_WITH_AES_128_CBC_SHA")),
        (CauseId::TlsNoSharedGroup, |f| set_text(f, SUITES, "EccCurves", "brainpoolP256r1")),
        (CauseId::TlsFipsRestricted, |f| set(f, &format!(r"{LSA}\FIPSAlgorithmPolicy"), "Enabled", 1)),
        (CauseId::CertConfiguredRejected, |f| {
            f.certificates = vec![certificate("Remote Desktop", "bb")];
            f.listeners[0].certificate_sha1 = Some("aa".to_owned());
        }),
        (CauseId::TlsKeyUnusable, |f| chosen(f, |one| one.has_key = Some(false))),
        (CauseId::TlsKeyUnusable, |f| chosen(f, |one| one.key_readable = Some(false))),
        (CauseId::CertExpired, |f| {
            chosen(f, |one| one.certificate.not_after_unix = i64::try_from(NOW).unwrap() - DAY);
        }),
        (CauseId::CertExpiring, |f| {
            chosen(f, |one| one.certificate.not_after_unix = i64::try_from(NOW).unwrap() + DAY);
        }),
        (CauseId::CertNotYetValid, |f| {
            chosen(f, |one| one.certificate.not_before_unix = i64::try_from(NOW).unwrap() + DAY);
        }),
        (CauseId::CertWrongPurpose, |f| {
            chosen(f, |one| one.certificate.extended_key_usage = vec!["clientAuth".to_owned()]);
        }),
        (CauseId::CertWeak, |f| chosen(f, |one| one.certificate.key.bits = 1024)),
        (CauseId::CertSelfSigned, |f| chosen(f, |one| one.certificate.self_issued = true)),
        (CauseId::CertNameMismatch, |f| {
            chosen(f, |one| {
                (one.certificate.dns_names, one.certificate.common_names) =
                    (vec!["old.example".to_owned()], Vec::new());
            });
        }),
        (CauseId::CertNameInCommonName, |f| chosen(f, |one| one.certificate.dns_names.clear())),
        (CauseId::CertNonconforming, |f| chosen(f, |one| one.certificate.version = 1)),
        (CauseId::CertTemplateReissues, |f| {
            log(f, MANAGER, 1063, None);
            f.events[0].count = 8;
        }),
        (CauseId::SessionLimit, |f| {
            f.listeners[0].max_connections = Some(Effective { value: 0, by_policy: true });
        }),
        (CauseId::SessionTimeLimit, |f| set(f, POLICY, "MaxIdleTime", 900_000)),
        (CauseId::RdpListenerThrottled, |f| set(f, TS, "MaxOutstandingConnections", 3)),
        (CauseId::HostDrainMode, |f| set(f, TS, "TSServerDrainMode", 1)),
        (CauseId::BrokerRedirect, |f| set(f, POLICY, "SessionDirectoryActive", 1)),
        (CauseId::RdpListenerThrottled, |f| log(f, MANAGER, 1006, None)),
        (CauseId::CertNoneOnServer, |f| log(f, MANAGER, 1057, None)),
        (CauseId::TlsKeyUnusable, |f| log(f, "Schannel", 36870, Some("0x8009030d"))),
        (CauseId::SessionTakenOver, |f| log(f, SESSIONS, 40, Some("5"))),
        (CauseId::HostExhausted, |f| log(f, "Tcpip", 4231, None)),
        (CauseId::LogonRightMissing, |f| log(f, SECURITY, 4625, Some("0xc000015b"))),
        (CauseId::LogonCredentials, |f| log(f, SECURITY, 4625, Some("0xC000006A"))),
        (CauseId::ClockSkew, |f| log(f, SECURITY, 4625, Some("0xc0000133"))),
        (CauseId::GatewayChannelBinding, |f| log(f, SECURITY, 4625, Some("0xc000035b"))),
        (CauseId::GatewayCertificate, |f| log(f, GATEWAY, 102, None)),
        (CauseId::GatewayPolicy, |f| log(f, GATEWAY, 201, None)),
        (CauseId::LicenceServerMissing, |f| log(f, "TermService", 1010, None)),
        (CauseId::LicenceClientCache, |f| log(f, "TermService", 1003, None)),
        (CauseId::NlaNoDomainController, |f| log(f, SECURITY, 4625, Some("0xC000005E"))),
        (CauseId::NlaNtlmRefused, |f| log(f, "Microsoft-Windows-NTLM", 4002, None)),
        (CauseId::HostSleeps, |f| log(f, "Microsoft-Windows-Kernel-Power", 42, None)),
        (CauseId::SessionProfileBroken, |f| log(f, "Microsoft-Windows-User Profiles Service", 1511, None)),
    ]
}

#[test]
fn a_sound_host_has_no_fault() {
    let diagnosis = audited(sound());
    assert_eq!((faults(&diagnosis), diagnosis.verdict), (vec![], Verdict::Inconclusive), "{diagnosis:#?}");
    // Nor has one of which little is known.
    assert_eq!(audited(InsideFacts::default()).findings, []);
}

#[test]
fn every_case_proves_its_cause() {
    let mut proved = BTreeSet::new();
    for (index, (id, change)) in cases().into_iter().enumerate() {
        let mut facts = sound();
        change(&mut facts);
        let diagnosis = audited(facts);
        assert!(certain(&diagnosis).contains(&id), "case {index}: {id}: {:#?}", diagnosis.findings);
        // No case looks like the fault of another layer: what is worse than a remark is one cause, and what it explains.
        let own = |one: &&Finding| Severity::Info < one.severity && one.because_of.is_none();
        let faults: BTreeSet<_> = diagnosis.findings.iter().filter(own).map(|one| &one.id).collect();
        assert!(
            faults.len()
                <= 1 + usize::from(id == CauseId::NegotiationEncryptionLevel || id == CauseId::PortMoved),
            "case {index}: {faults:?}"
        );
        proved.insert(id);
    }
    println!("{} causes are certain from inside", proved.len());
    assert!(60 <= proved.len(), "{}", proved.len());
}

#[test]
fn odd_hosts_without_a_fault() {
    let odd: &[Change] = &[
        // A rule of another port, and a firewall that is off with its rules off as well.
        |f| {
            f.firewall_profiles.iter_mut().for_each(|one| one.enabled.value = 0);
            f.firewall_rules.iter_mut().for_each(|one| one.active = false);
        },
        // A rule for every port lets it in, and where another firewall is in charge the rules say nothing.
        |f| {
            f.firewall_rules[0].ports.clear();
            f.firewall_rules[0].protocol = 256;
        },
        |f| {
            f.firewall_rules[0].active = false;
            service(f, "MpsSvc").state = Some("stopped".to_owned());
        },
        // The policy allows what the setting denies.
        |f| {
            set(f, r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server", "fDenyTSConnections", 1);
            set(f, r"HKLM\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services", "fDenyTSConnections", 0);
        },
        // Unlimited, in both spellings.
        |f| f.listeners[0].max_connections = Some(Effective { value: u32::MAX, by_policy: false }),
        |f| f.listeners[0].max_connections = Some(Effective { value: 999_999, by_policy: true }),
        // A workgroup has no Netlogon.
        |f| service(f, "Netlogon").start = Some(4),
        // TLS 1.0 and 1.1 are off, as they should be.
        |f| {
            for version in ["TLS 1.0", "TLS 1.1"] {
                let key = format!(r"{SYSTEM}\Control\SecurityProviders\SCHANNEL\Protocols\{version}\Server");
                set(f, &key, "Enabled", 0);
            }
        },
        // A client's warning, and logons that failed.
        |f| log(f, "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS", 140, None),
        // A port range, and a rule of the address 10.0.0.0/8 beside one for everybody.
        |f| {
            let mut narrow = rule("narrow", true, 6);
            narrow.remote = vec!["10.0.0.0/8".to_owned()];
            f.firewall_rules.push(narrow);
            f.firewall_rules[0].ports = vec!["3380-3400".to_owned()];
        },
        // A self-signed certificate that Windows renews in time.
        |f| {
            let mut own = certificate("Remote Desktop", "bb");
            own.certificate.self_issued = true;
            own.certificate.not_after_unix = i64::try_from(NOW).unwrap() + DAY;
            f.certificates = vec![own];
        },
        // The policy ignores local rules and has one of its own; or the default lets everything in.
        |f| {
            f.firewall_profiles.iter_mut().for_each(|one| one.ignores_local_rules = true);
            f.firewall_rules.iter_mut().for_each(|one| one.by_policy = true);
        },
        |f| {
            f.firewall_profiles.iter_mut().for_each(|one| one.allows_by_default = true);
            f.firewall_rules[0].active = false;
            f.firewall_rules[1].active = false;
        },
        // A local block that the policy ignores.
        |f| {
            f.firewall_profiles.iter_mut().for_each(|one| one.ignores_local_rules = true);
            f.firewall_rules.iter_mut().for_each(|one| one.by_policy = true);
            f.firewall_rules.push(rule("no", false, 6));
        },
        // A rule for dial-in connections beside the usual one.
        |f| {
            let mut limited = rule("dial-in", true, 6);
            limited.limits = vec!["IFType=RemoteAccess".to_owned()];
            f.firewall_rules.insert(0, limited);
        },
        // A profile without local rules that is off.
        |f| {
            f.firewall_profiles[2].ignores_local_rules = true;
            f.firewall_profiles[2].enabled.value = 0;
        },
        // Of the listeners nothing was read.
        |f| f.listeners.clear(),
        // A session host with a licensing mode, whose days of grace are over; and a client with the value of a server.
        |f| {
            set(
                f,
                r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\RCM\Licensing Core",
                "LicensingMode",
                4,
            );
            f.windows = windows("ServerStandard", 17_763, 1);
            f.windows.as_mut().unwrap().installation = "Server".to_owned();
            f.licensing_grace_days = Some(0);
        },
        |f| {
            set(
                f,
                r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\RCM\Licensing Core",
                "LicensingMode",
                5,
            );
            f.windows = windows("Professional", 22_631, 1);
            f.windows.as_mut().unwrap().installation = "Client".to_owned();
        },
        // A time limit of the user's own settings.
        |f| {
            set(
                f,
                r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp",
                "MaxIdleTime",
                900_000,
            );
        },
    ];
    for (index, change) in odd.iter().enumerate() {
        let mut facts = sound();
        change(&mut facts);
        let diagnosis = audited(facts);
        assert_eq!(faults(&diagnosis), Vec::<&CauseId>::new(), "host {index}: {:#?}", diagnosis.findings);
    }
}

/// A report is a file that anybody can write.
#[test]
fn no_date_is_too_much() {
    for store in ["My", "Remote Desktop"] {
        for (begin, end) in [(i64::MIN, i64::MAX), (i64::MAX, i64::MIN), (i64::MIN, i64::MIN), (0, i64::MAX)]
        {
            for (first, last) in [("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"), ("x", "")] {
                let mut facts = sound();
                let mut one = certificate(store, "aa");
                (one.certificate.not_before_unix, one.certificate.not_after_unix) = (begin, end);
                facts.certificates = vec![one];
                facts.listeners[0].certificate_sha1 = Some("aa".to_owned());
                for (provider, id) in
                    [("RemoteConnectionManager", 1063), ("Kernel-Power", 42), ("User32", 1074)]
                {
                    log(&mut facts, provider, id, None);
                }
                for event in &mut facts.events {
                    (event.first, event.last, event.count) = (first.to_owned(), last.to_owned(), u32::MAX);
                }
                for as_of in [first, last] {
                    facts.as_of = Some(as_of.to_owned());
                    audited(facts.clone());
                }
            }
        }
    }
}

#[test]
fn the_evidence_says_why_a_rule_lets_nobody_in() {
    let said = |change: Change| {
        let mut facts = sound();
        change(&mut facts);
        let diagnosis = audited(facts);
        let finding = found(&diagnosis, &CauseId::TcpFiltered).unwrap_or_else(|| panic!("{diagnosis:#?}"));
        finding.evidence.iter().map(|one| one.says.clone()).collect::<Vec<_>>().join("; ")
    };
    let ignored = said(|f| f.firewall_profiles.iter_mut().for_each(|one| one.ignores_local_rules = true));
    assert!(ignored.contains("AllowLocalPolicyMerge = 0"), "{ignored}");
    assert!(ignored.contains("In-TCP is on, but it is a local one"), "{ignored}");
    let moved = said(|f| f.listeners[0].port = Some(3390));
    assert!(moved.contains("In-TCP is on, but for port 3389"), "{moved}");
    let off = said(|f| f.firewall_rules[0].active = false);
    assert!(off.contains("In-TCP is off"), "{off}");
}

#[test]
fn what_a_rule_is_limited_to_is_said() {
    let judged = |change: Change| {
        let mut facts = sound();
        change(&mut facts);
        audited(facts)
    };
    let secure = judged(|f| f.firewall_rules[0].limits = vec!["Security=Authenticate".to_owned()]);
    let finding = found(&secure, &CauseId::SourceBlocked).unwrap();
    assert_eq!((finding.severity, finding.confidence), (Severity::Warning, Confidence::Likely));
    assert!(finding.summary.contains("IPsec"), "{}", finding.summary);
    // A block in one profile, or on one adapter, is not for everybody.
    let public = judged(|f| {
        let mut block = rule("no", false, 6);
        block.profiles = vec!["Public".to_owned()];
        f.firewall_rules.push(block);
    });
    let finding = found(&public, &CauseId::TcpFiltered).unwrap();
    assert_eq!((finding.severity, finding.confidence), (Severity::Warning, Confidence::Possible));
    assert!(finding.summary.contains("(Public)"), "{}", finding.summary);
    // A profile that is off blocks nothing.
    let off = judged(|f| {
        let mut block = rule("no", false, 6);
        block.profiles = vec!["Public".to_owned()];
        f.firewall_rules.push(block);
        f.firewall_profiles[2].enabled.value = 0;
    });
    assert_eq!(faults(&off), Vec::<&CauseId>::new(), "{:#?}", off.findings);
}
