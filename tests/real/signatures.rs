//! Signatures of `.rdp` files, made by OpenSSL in rdpsign's format; `openssl cms -verify` is asked the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rdp_health::{Dialog, FileSignature, Lint, LintOptions, RemarkLevel, SignatureState, Tri, lint};

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name =
            format!("rdp-health-signatures-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn openssl(folder: &Folder, arguments: &str) -> bool {
    let mut command = Command::new("openssl");
    command.args(arguments.split(' ')).current_dir(&folder.0).stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
}

/// A signer: `signer.pem` and `signer.key`, with an authority of its own, `ca.pem`, unless it vouches for itself.
fn signer(key: &str, purpose: &str) -> Folder {
    let folder = Folder::new();
    let new = format!("-newkey {key} -nodes -days 365");
    assert!(openssl(
        &folder,
        &format!(
            "req -x509 {new} -keyout ca.key -out ca.pem -subj /CN=Publishers -addext keyUsage=keyCertSign"
        )
    ));
    assert!(openssl(&folder, &format!("req {new} -keyout signer.key -out signer.csr -subj /CN=Corp")));
    let extensions =
        format!("basicConstraints=CA:FALSE\nsubjectKeyIdentifier=hash\nextendedKeyUsage={purpose}\n");
    fs::write(folder.file("extensions"), extensions).unwrap();
    let issue = "x509 -req -in signer.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 300";
    assert!(openssl(&folder, &format!("{issue} -extfile extensions -out signer.pem")));
    folder
}

const LINES: &str = "screen mode id:i:2\r\nfull address:s:srv01.corp.example\r\nserver port:i:3389\r\n\
    redirectclipboard:i:1\r\ndrivestoredirect:s:*\r\nauthentication level:i:2\r\n\
    alternate full address:s:srv01.corp.example\r\n";
const SCOPE: [&str; 6] = [
    "Full Address",
    "Alternate Full Address",
    "Server Port",
    "Authentication Level",
    "RedirectClipboard",
    "DrivesToRedirect",
];

/// What rdpsign signs of these lines, with the line of `signscope` at the end.
fn message(lines: &str, scope: &[&str]) -> (Vec<u8>, String) {
    let named = |name: &&str| {
        let is_it = |line: &&str| line.to_lowercase().starts_with(&format!("{}:", name.to_lowercase()));
        format!("{}\r\n", lines.lines().find(is_it).unwrap())
    };
    let signscope = format!("signscope:s:{}", scope.join(","));
    let text = scope.iter().map(named).collect::<String>() + &signscope + "\r\n\0";
    (text.encode_utf16().flat_map(u16::to_le_bytes).collect(), signscope)
}

/// The message of CMS for this content.
fn cms(folder: &Folder, content: &[u8], more: &str) -> Vec<u8> {
    fs::write(folder.file("message"), content).unwrap();
    let sign = "cms -sign -binary -outform DER -nosmimecap -signer signer.pem -inkey signer.key -in message";
    assert!(openssl(folder, &format!("{sign} -out signature {more}")), "{more}");
    fs::read(folder.file("signature")).unwrap()
}

fn blob(message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap();
    [[1, 0, 1, 0, 1, 0, 0, 0].as_slice(), &length.to_le_bytes(), message].concat()
}

/// A signed file, as rdpsign.exe writes it.
fn signed(lines: &str, signscope: &str, blob: &[u8]) -> String {
    let text = BASE64.encode(blob);
    let pieces: Vec<&str> =
        text.as_bytes().chunks(64).map(|piece| std::str::from_utf8(piece).unwrap()).collect();
    format!("{lines}{signscope}\r\nsignature:s:{}  \r\n", pieces.join("  "))
}

fn utf16(text: &str) -> Vec<u8> {
    [[0xFF, 0xFE].to_vec(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat()
}

fn judged(folder: &Folder, file: &str, days: u64) -> Lint {
    let options = LintOptions::default()
        .ca_file(folder.file("ca.pem").to_string_lossy())
        .judge_at(SystemTime::now() + Duration::from_secs(days * 86_400));
    lint("x.rdp", &utf16(file), &options).unwrap()
}

fn signature(lint: &Lint) -> &FileSignature {
    lint.signature.as_ref().unwrap()
}

fn state(file: &str) -> SignatureState {
    signature(&Lint::read("x.rdp", &utf16(file)).unwrap()).state
}

/// The remarks of a level, one per line.
fn said(lint: &Lint, level: RemarkLevel) -> String {
    let of_level = lint.remarks.iter().filter(|remark| remark.level == level);
    of_level.map(|remark| format!("{remark}\n")).collect()
}

/// Whether OpenSSL takes the signature for the content's, whoever signed.
fn is_signed(folder: &Folder, message: &[u8], content: &[u8]) -> bool {
    fs::write(folder.file("asked"), message).unwrap();
    fs::write(folder.file("content"), content).unwrap();
    openssl(folder, "cms -verify -binary -inform DER -in asked -content content -noverify -out verified")
}

fn ca(folder: &Folder) -> Vec<u8> {
    assert!(openssl(folder, "x509 -in ca.pem -outform DER -out ca.der"));
    fs::read(Path::new(&folder.0).join("ca.der")).unwrap()
}

#[test]
fn signatures_of_every_form() {
    let (content, scope) = message(LINES, &SCOPE);
    for (key, forms) in [
        (
            "rsa:2048",
            &[
                // As rdpsign.exe does.
                "-noattr",
                "",
                "-noattr -md sha384",
                "-md sha512",
                "-noattr -keyid",
                "-noattr -certfile ca.pem",
                "-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:32",
            ][..],
        ),
        ("ec -pkeyopt ec_paramgen_curve:P-256", &["-noattr", ""]),
    ] {
        let folder = signer(key, "codeSigning");
        for form in forms {
            let message = cms(&folder, &content, form);
            assert!(is_signed(&folder, &message, &content), "{form}");
            let file = signed(LINES, &scope, &blob(&message));
            let lint = judged(&folder, &file, 0);
            let signature = signature(&lint);
            assert_eq!(signature.state, SignatureState::Valid, "{key} {form}: {signature:?}");
            assert_eq!((signature.covered.len(), signature.uncovered.len()), (SCOPE.len(), 0));
            assert_eq!(signature.certificates[0].subject, "CN=Corp");
            let trusted: Vec<Tri> = signature.trust.iter().map(|trust| trust.trusted).collect();
            assert_eq!(trusted, [Tri::No, Tri::Yes, Tri::No]);
            assert_eq!(signature.trust[1].chain, ["CN=Corp", "CN=Publishers"]);
            assert_eq!(said(&lint, RemarkLevel::Error) + &said(&lint, RemarkLevel::Warning), "");
            let dialogs = lint.dialogs.as_ref().unwrap();
            assert_eq!(dialogs.dialog, Dialog::NamedPublisher);
            assert!(dialogs.off_since_april_2026.iter().any(|off| off == "drives"));
            let info = said(&lint, RemarkLevel::Info);
            assert!(info.contains("signed by CN=Corp, issued by CN=Publishers, valid until"), "{info}");
            assert!(info.contains("Verify the publisher of this remote connection"), "{info}");
            // Where the lines stand in the file means nothing, and neither does the file's encoding.
            let mut lines: Vec<&str> = LINES.lines().collect();
            lines.reverse();
            let turned = lines.join("\r\n") + "\r\n";
            assert_eq!(state(&signed(&turned, &scope, &blob(&message))), SignatureState::Valid);
            let plain = Lint::read("x.rdp", file.replace("\r\n", "\n").as_bytes()).unwrap();
            assert_eq!(plain.signature.unwrap().state, SignatureState::Valid);
            assert_eq!(plain.dialogs, None, "nobody was asked about trust");
        }
    }
}

#[test]
fn names_in_the_case_in_which_rdpsign_writes_them() {
    let folder = signer("rsa:2048", "serverAuth");
    let lines = "Full Address:s:srv01\r\nAlternate Full Address:s:srv01\r\n";
    let (content, scope) = message(lines, &SCOPE[..2]);
    let content: Vec<u8> = String::from_utf16(
        &content.chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect::<Vec<_>>(),
    )
    .unwrap()
    .replace("signscope", "SignScope")
    .encode_utf16()
    .flat_map(u16::to_le_bytes)
    .collect();
    let message = cms(&folder, &content, "-noattr");
    let file = signed(lines, &scope.replace("signscope", "SignScope"), &blob(&message));
    assert_eq!(state(&file.replace("signature:", "Signature:")), SignatureState::Valid);
}

#[test]
fn every_change_shows() {
    use SignatureState::{Changed, Damaged, Valid};
    let folder = signer("rsa:2048", "serverAuth");
    let (content, scope) = message(LINES, &SCOPE);
    for form in ["-noattr", ""] {
        let message = cms(&folder, &content, form);
        let good = blob(&message);
        let file = signed(LINES, &scope, &good);
        for (from, to, expected) in [
            // Values, names, types and spaces of what is covered.
            (
                "full address:s:srv01.corp.example\r\nserver",
                "full address:s:srv02.corp.example\r\nserver",
                Changed,
            ),
            ("server port:i:3389", "server port:i:3390", Changed),
            ("server port:i:3389", "server port:s:3389", Changed),
            ("server port:i:3389", "server port:i: 3389", Changed),
            ("server port:i:3389", "Server Port:i:3389", Changed),
            ("drivestoredirect:s:*", "drivestoredirect:s:", Changed),
            ("server port:i:3389\r\n", "", Changed),
            // The scope.
            (",DrivesToRedirect", "", Changed),
            ("Full Address,Alternate", "Full Address, Alternate", Changed),
            ("signscope:s:", "signscope:s:Audiomode,", Changed),
            ("Server Port,Authentication Level", "Authentication Level,Server Port", Changed),
            // What is not covered.
            ("screen mode id:i:2", "screen mode id:i:1", Valid),
            ("\r\nsignscope", "\r\ndesktopwidth:i:800\r\nsignscope", Valid),
            ("\r\nsignscope", "\r\naudiomode:i:1\r\nsignscope", Valid),
        ] {
            let changed = file.replacen(from, to, 1);
            assert_ne!(changed, file, "{from}");
            let lint = judged(&folder, &changed, 0);
            assert_eq!(signature(&lint).state, expected, "{form}: {from} -> {to}");
            if expected == Changed {
                assert!(said(&lint, RemarkLevel::Error).contains("changed after it was signed"));
                assert_eq!(lint.dialogs.unwrap().dialog, Dialog::Changed);
            }
        }
        // The head, the length, the end, the text itself.
        for place in 0..12 {
            let mut bytes = good.clone();
            bytes[place] ^= 0x10;
            assert_eq!(state(&signed(LINES, &scope, &bytes)), Damaged, "byte {place} of the head");
        }
        for bytes in [
            &good[..good.len() - 1],
            &good[..13],
            &good[..12],
            &good[..5],
            &[good.as_slice(), b"\0"].concat(),
        ] {
            assert_eq!(state(&signed(LINES, &scope, bytes)), Damaged, "{} bytes", bytes.len());
        }
        assert_eq!(state(&file.replace("signature:s:", "signature:s:!")), Damaged);
        // The message itself: what OpenSSL does not take, is not valid here.
        let mut refused = 0;
        for place in (0..message.len()).step_by(29) {
            let mut bytes = message.clone();
            bytes[place] ^= 0x04;
            let lint = judged(&folder, &signed(LINES, &scope, &blob(&bytes)), 0);
            // A damaged certificate may still be read, and its issuer did not sign it.
            if lint.dialogs.is_some_and(|dialogs| dialogs.dialog == Dialog::NamedPublisher) {
                assert!(is_signed(&folder, &bytes, &content), "byte {place} of the message");
            } else {
                refused += 1;
            }
        }
        assert!(10 < refused, "{refused}");
    }
    // A signature of other lines.
    let other = cms(&folder, b"other", "-noattr");
    assert_eq!(state(&signed(LINES, &scope, &blob(&other))), Changed);
    // What brings its content along, which is another one.
    let with_content = cms(&folder, b"other", "-noattr -nodetach");
    assert_eq!(state(&signed(LINES, &scope, &blob(&with_content))), Changed);
    let with_content = cms(&folder, &content, "-noattr -nodetach");
    assert_eq!(state(&signed(LINES, &scope, &blob(&with_content))), Valid);
    // No signature at all where a message is.
    assert_eq!(state(&signed(LINES, &scope, &blob(&ca(&folder)))), Damaged);
    assert!(openssl(&folder, "crl2pkcs7 -nocrl -certfile signer.pem -outform DER -out only"));
    let only = fs::read(folder.file("only")).unwrap();
    assert_eq!(state(&signed(LINES, &scope, &blob(&only))), Damaged);
    let without = cms(&folder, &content, "-noattr -nocerts");
    let lint = judged(&folder, &signed(LINES, &scope, &blob(&without)), 0);
    assert_eq!(signature(&lint).state, SignatureState::Unverifiable);
    assert!(said(&lint, RemarkLevel::Warning).contains("the signer's certificate is not part of it"));
    assert_eq!(lint.dialogs, None);
}

#[test]
fn who_signed_and_what_is_wrong_with_it() {
    let (content, scope) = message(LINES, &SCOPE);
    let folder = signer("rsa:2048", "serverAuth");
    let file = signed(LINES, &scope, &blob(&cms(&folder, &content, "-noattr")));
    let lint = judged(&folder, &file, 301);
    assert!(said(&lint, RemarkLevel::Warning).contains("the signer's certificate expired on"));
    assert_eq!(lint.dialogs.unwrap().dialog, Dialog::UnknownPublisher);
    let lint = judged(&folder, &file, 280);
    assert!(said(&lint, RemarkLevel::Info).contains("the signer's certificate expires in "));
    assert_eq!(said(&lint, RemarkLevel::Warning), "");
    let early = LintOptions::default().judge_at(SystemTime::now() - Duration::from_secs(86_400));
    let lint = rdp_health::lint("x.rdp", &utf16(&file), &early).unwrap();
    let warnings = said(&lint, RemarkLevel::Warning);
    assert!(warnings.contains("the signer's certificate is not valid before"), "{warnings}");
    // Nobody knows the authority.
    assert!(
        warnings.contains("the certificate of CN=Publishers is neither in the signature nor in the store"),
        "{warnings}"
    );
    assert_eq!(lint.dialogs.unwrap().dialog, Dialog::UnknownPublisher);
    let with_root = signed(LINES, &scope, &blob(&cms(&folder, &content, "-noattr -certfile ca.pem")));
    let lint = rdp_health::lint("x.rdp", &utf16(&with_root), &LintOptions::default()).unwrap();
    let warnings = said(&lint, RemarkLevel::Warning);
    assert!(warnings.contains("the root CN=Publishers is not in the store"), "{warnings}");

    let sha1 = signed(LINES, &scope, &blob(&cms(&folder, &content, "-noattr -md sha1")));
    let lint = judged(&folder, &sha1, 0);
    assert_eq!(signature(&lint).state, SignatureState::Valid);
    assert!(said(&lint, RemarkLevel::Warning).contains("the signature uses SHA-1"));

    // This build does not verify MD5; a short key it does.
    let md5 = signed(LINES, &scope, &blob(&cms(&folder, &content, "-noattr -md md5")));
    assert!(said(&judged(&folder, &md5, 0), RemarkLevel::Warning).contains("the signature uses MD5"));
    let short = signer("rsa:1024", "serverAuth");
    let lint = judged(&short, &signed(LINES, &scope, &blob(&cms(&short, &content, "-noattr"))), 0);
    assert!(said(&lint, RemarkLevel::Warning).contains("the signer's key is too short (RSA 1024)"));

    // An authority that ended before its signer.
    let late = signer("rsa:2048", "serverAuth");
    let issue = "x509 -req -in signer.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 500";
    assert!(openssl(&late, &format!("{issue} -extfile extensions -out signer.pem")));
    let lint = judged(&late, &signed(LINES, &scope, &blob(&cms(&late, &content, "-noattr"))), 400);
    let warnings = said(&lint, RemarkLevel::Warning);
    assert!(warnings.contains("the certificate CN=Publishers expired on"), "{warnings}");
    assert_eq!(lint.dialogs.unwrap().dialog, Dialog::UnknownPublisher);

    let mail = signer("rsa:2048", "emailProtection");
    let lint = judged(&mail, &signed(LINES, &scope, &blob(&cms(&mail, &content, "-noattr"))), 0);
    let warnings = said(&lint, RemarkLevel::Warning);
    assert!(warnings.contains("the signer's certificate is for email protection"), "{warnings}");
}

#[test]
fn what_a_signature_leaves_open() {
    let folder = signer("rsa:2048", "serverAuth");
    let (content, scope) = message(LINES, &["Full Address", "Server Port"]);
    let file = signed(LINES, &scope, &blob(&cms(&folder, &content, "-noattr")));
    let lint = judged(&folder, &file, 0);
    assert_eq!(signature(&lint).state, SignatureState::Valid);
    // Clipboard, drives, authentication level, and the other address.
    assert_eq!(signature(&lint).uncovered, [4, 5, 6, 7]);
    let warnings = said(&lint, RemarkLevel::Warning);
    assert!(warnings.contains("line 4: 'signscope': the signature does not cover this line"), "{warnings}");
    assert!(warnings.contains("does not cover 'alternate full address'"), "{warnings}");

    // A second line of a name, of which clients may take the last.
    let (content, scope) = message(LINES, &SCOPE);
    let message = cms(&folder, &content, "-noattr");
    let twice = format!("{LINES}full address:s:evil.example\r\n");
    let lint = judged(&folder, &signed(&twice, &scope, &blob(&message)), 0);
    assert_eq!(
        (signature(&lint).state, signature(&lint).uncovered.as_slice()),
        (SignatureState::Valid, &[8][..])
    );
}

#[test]
fn a_file_without_a_signature() {
    let lint = Lint::read("x.rdp", LINES.as_bytes()).unwrap();
    assert_eq!(lint.signature, None);
    let dialogs = lint.dialogs.as_ref().unwrap();
    assert_eq!(dialogs.dialog, Dialog::UnknownPublisher);
    assert_eq!(
        dialogs.off_since_april_2026,
        ["clipboard", "printers", "smart cards", "security keys and passkeys (WebAuthn)", "drives"]
    );
    let info = said(&lint, RemarkLevel::Info);
    assert!(info.contains("the file is not signed") && info.contains("Caution: Unknown remote connection"));
    // One of two lines is worse than none.
    let half = Lint::read("x.rdp", format!("{LINES}signscope:s:Full Address\r\n").as_bytes()).unwrap();
    assert!(said(&half, RemarkLevel::Error).contains("the file has no signature"));
    assert!(!said(&half, RemarkLevel::Info).contains("the file is not signed"));
}
