//! What is said about codes and is wrong, and what a code does not mean: data, with its sources.

use super::family::CodeFamily::{self, CertHresult, Errinfo, Hresult, MstscDisconnect, MstscExtended, Sspi};
use super::table::normalize;
use super::{Note, NoteKind, Reading};
use crate::diagnose::CauseId;

/// When a remark belongs to an answer.
enum When {
    /// The answer has this code of this family.
    Code(CodeFamily, u32),
    /// The answer has this code and this extended code of Remote Desktop Connection.
    Pair(u32, u32),
    /// The question contains one of these, blanks, case and signs aside.
    Words(&'static [&'static str]),
}

pub(super) struct Remark {
    when: &'static [When],
    kind: NoteKind,
    text: &'static str,
    causes: &'static [CauseId],
    source: &'static str,
}

const DISCONNECT: &str = "MicrosoftDocs/win32 desktop-src/TermServ/imstscaxevents-ondisconnected.md";

pub(super) const REMARKS: &[Remark] = &[
    Remark {
        when: &[When::Code(MstscDisconnect, 0x904)],
        kind: NoteKind::DoesNotMean,
        text: "0x904 says only that the TCP connection was closed from outside while the client was still using it. \
            It does not say what closed it, when or why: no certificate, password, licence or firewall.",
        causes: &[],
        source: DISCONNECT,
    },
    Remark {
        when: &[When::Pair(0x904, 7)],
        kind: NoteKind::DoesNotMean,
        text: "Together with 0x904, extended 0x7 adds nothing unless the session had reached the logon screen. A \
            real 7 (the server denied the connection) is sent inside the session, but clients also show it when the \
            connection died long before that. So it does not mean that the server denied this user.",
        causes: &[],
        source: "inferred from MS-RDPBCGR 2.2.5.1.1 (where the PDU may come) and from reports by users",
    },
    Remark {
        when: &[When::Pair(0x904, 0)],
        kind: NoteKind::DoesNotMean,
        text: "Extended 0x0 means that there is no further information: it neither names a cause nor rules one out.",
        causes: &[],
        source: "MicrosoftDocs/win32 desktop-src/TermServ/extendeddisconnectreasoncode.md",
    },
    Remark {
        when: &[When::Pair(0x904, 5)],
        kind: NoteKind::Context,
        text: "Here the extended code is the one that counts: another connection took over the session, and 0x904 is \
            only how this client noticed.",
        causes: &[CauseId::SessionTakenOver],
        source: "inferred from MS-RDPBCGR 2.2.5.1.1 and from reports by users",
    },
    Remark {
        when: &[
            When::Code(MstscDisconnect, 0x904),
            When::Words(&["STATUS_MEDIA_WRITE_PROTECTED", "SSL_ERR_PROTOCOL_VERSION"]),
        ],
        kind: NoteKind::Invention,
        text: "Tables that call 0x904 STATUS_MEDIA_WRITE_PROTECTED or SSL_ERR_PROTOCOL_VERSION are invented. The \
            first is another number (NTSTATUS 0xC00000A2, a write-protected disk); the second is in no table of the \
            client. 0x904 is disconnectReasonAtClientWinsockFDCLOSE.",
        causes: &[CauseId::MythErrorTables],
        source: DISCONNECT,
    },
    Remark {
        when: &[
            When::Code(MstscExtended, 7),
            When::Words(&["ERROR_ARENA_TRASHED", "cannot store licence", "cannot store license"]),
        ],
        kind: NoteKind::Invention,
        text: "Tables that name extended 0x7 ERROR_ARENA_TRASHED, or say that the client cannot store its \
               licence, are invented. ERROR_ARENA_TRASHED is the 7 of another table (Win32 errors), and the \
               licence store has extended code 0x10B.",
        causes: &[CauseId::MythErrorTables],
        source: "MicrosoftDocs/win32 desktop-src/TermServ/extendeddisconnectreasoncode.md; MS-ERREF 2.2",
    },
    Remark {
        when: &[
            When::Code(MstscDisconnect, 0x904),
            When::Words(&["websocket", "RemoteDesktop-In-TCP-WS", "RemoteDesktop-In-TCP-WSS"]),
        ],
        kind: NoteKind::BadAdvice,
        text: "\"Enable the firewall rule Remote Desktop (WebSocket)\" does not help a client that connects to port \
            3389: Remote Desktop Connection never uses the ports 3387 and 3392 of that rule.",
        causes: &[CauseId::MythWebsocketRule],
        source: "MicrosoftDocs/windowsserverdocs remote-desktop-web-client-admin.md",
    },
    Remark {
        when: &[
            When::Code(CertHresult, 0x8009_2012),
            When::Code(CertHresult, 0x8009_2013),
            When::Words(&["AllowCertRevocationCheck"]),
        ],
        kind: NoteKind::Invention,
        text: "The policy value AllowCertRevocationCheck, which some articles recommend, is in no Microsoft page, \
            policy template or public repository: treat it as invented.",
        causes: &[CauseId::MythAllowCertRevocationCheck],
        source: "searched: MicrosoftDocs, the ADMX listings and public repositories",
    },
    Remark {
        when: &[When::Code(Sspi, 0x8009_030D), When::Words(&["MachineKeys"])],
        kind: NoteKind::BadAdvice,
        text: "Renaming or resetting the whole MachineKeys folder, which articles recommend, breaks every other \
            service that keeps a key there. Only the certificate's own key file needs its permissions restored.",
        causes: &[CauseId::MythRenameMachinekeys],
        source: "MicrosoftDocs/SupportArticles-docs (remedy for the single file)",
    },
    Remark {
        when: &[
            When::Code(MstscExtended, 0x101),
            When::Code(MstscExtended, 0x102),
            When::Code(Errinfo, 0x101),
            When::Code(Errinfo, 0x102),
            When::Words(&["GracePeriod"]),
        ],
        kind: NoteKind::BadAdvice,
        text: "Deleting the GracePeriod key, which many scripts do, fixes nothing and evades licensing: the host \
            still has no licence server.",
        causes: &[CauseId::MythDeleteGracePeriod],
        source: "MicrosoftDocs/SupportArticles-docs (licence server and mode as the remedy)",
    },
    Remark {
        when: &[When::Code(Hresult, 0xD000_0001), When::Code(Hresult, 0xD000_0009)],
        kind: NoteKind::Contradiction,
        text: "3489660929 is 0xD0000001. A blog prints it as 0xD0000009, which is a miscalculation.",
        causes: &[],
        source: "arithmetic",
    },
    Remark {
        when: &[When::Code(MstscExtended, 4), When::Code(Errinfo, 4)],
        kind: NoteKind::Contradiction,
        text: "The sources disagree about 4: the protocol's specification calls it the limit of active sessions, \
               the client's documentation the limit of the logon time.",
        causes: &[],
        source: "MS-RDPBCGR 2.2.5.1.1; MicrosoftDocs/win32 extendeddisconnectreasoncode.md",
    },
    Remark {
        when: &[When::Code(MstscExtended, 0xC)],
        kind: NoteKind::Contradiction,
        text: "One copy of the client's documentation prints 2 for exDiscReasonLogoffByUser; 12 is right.",
        causes: &[],
        source: "MicrosoftDocs/win32 desktop-src/TermServ/extendeddisconnectreasoncode.md",
    },
    Remark {
        when: &[When::Code(MstscDisconnect, 0x107)],
        kind: NoteKind::Contradiction,
        text: "The sources disagree about 263: one says that the client ended the licensing exchange, another \
               that there was no error. The first fits the code's place among the licensing codes.",
        causes: &[],
        source: "TechNet wiki 37870; a hosting company's table",
    },
    Remark {
        when: &[When::Code(Sspi, 0x8009_0302)],
        kind: NoteKind::Ambiguity,
        text: "Three different faults end in 0x80090302 and in the same sentence, \"the function requested is not \
               supported\": a CredSSP version refused since May 2018, NTLM blocked by policy, and TLS alert 70 \
               (no common TLS version).",
        causes: &[],
        source: "MicrosoftDocs/win32 schannel-error-codes-for-tls-and-ssl-alerts.md; CredSSP update KB4093492",
    },
    Remark {
        when: &[When::Code(Hresult, 0x8007_0040), When::Code(Hresult, 0x8007_0079)],
        kind: NoteKind::Context,
        text: "This code appears when a session was already running: the connection had worked.",
        causes: &[],
        source: "reports from RemoteConnectionManager event logs",
    },
];

/// The remarks that belong to an answer to the question `text`.
pub(super) fn remarks(text: &str, readings: &[Reading]) -> Vec<Note> {
    let text = normalize(text);
    let has = |family: CodeFamily, code: u32| {
        readings.iter().any(|r| r.family == family && r.code_dec == Some(code))
    };
    let belongs = |when: &When| match when {
        When::Code(family, code) => has(*family, *code),
        When::Pair(code, extended) => has(MstscDisconnect, *code) && has(MstscExtended, *extended),
        When::Words(words) => words.iter().any(|word| text.contains(&normalize(word))),
    };
    REMARKS.iter().filter(|remark| remark.when.iter().any(belongs)).map(Remark::note).collect()
}

/// The remarks that lead to the page of a cause.
pub(super) fn about(cause: &CauseId) -> Vec<Note> {
    REMARKS.iter().filter(|remark| remark.causes.contains(cause)).map(Remark::note).collect()
}

impl Remark {
    fn note(&self) -> Note {
        Note {
            kind: self.kind,
            text: self.text.to_owned(),
            causes: self.causes.to_vec(),
            source: Some(self.source.to_owned()),
        }
    }
}
