//! CSV with a header: which column has the hosts is told by its name.

mod quotes;

use csv::{ReaderBuilder, StringRecord, Trim};

use super::reading::{Found, Reading, label};
use super::secret::is_secret;
use super::text::{behind, lines};
use crate::error::Error;
use crate::target::{ClientSettings, Target};

/// What the columns of hosts are called, the surest first: lower case, letters and digits alone.
const HOSTS: [&str; 66] = [
    // Of Active Directory and PowerShell: whole names.
    "dnshostname",
    "fqdn",
    "fullyqualifieddomainname",
    "fulladdress",
    "dnsname",
    "hostname",
    "hostnames",
    "computername",
    "servername",
    "hostaddress",
    "machinename",
    "devicename",
    "nodename",
    "vmname",
    "pscomputername",
    "targetname",
    // German.
    "rechnername",
    "hostnamefqdn",
    "gerätename",
    "geraetename",
    // French.
    "nomdhôte",
    "nomdhote",
    "nomdelordinateur",
    "nomduserveur",
    "nomdns",
    // Spanish, Portuguese, Italian.
    "nombredehost",
    "nombredelequipo",
    "nombredeequipo",
    "nombredelservidor",
    "nomedohost",
    "nomecomputer",
    "nomehost",
    // Things.
    "computer",
    "server",
    "host",
    "machine",
    "target",
    "rechner",
    "serveur",
    "hôte",
    "hote",
    "ordinateur",
    "servidor",
    "equipo",
    // Addresses.
    "privateipaddress",
    "ipv4address",
    "ipaddress",
    "ipaddresses",
    "ipadresse",
    "adresseip",
    "direcciónip",
    "direccionip",
    "indirizzoip",
    "ip",
    "address",
    "adresse",
    // What may be anything.
    "cn",
    "node",
    "vm",
    "device",
    "endpoint",
    "asset",
    "name",
    "nom",
    "nombre",
    "nome",
];
/// What names whatever a table is about.
const ANYTHING: [&str; 5] = ["cn", "name", "nom", "nombre", "nome"];
/// A table with one of these is about people.
const OF_PERSONS: [&str; 11] = [
    "firstname",
    "givenname",
    "lastname",
    "surname",
    "vorname",
    "nachname",
    "prénom",
    "prenom",
    "cognome",
    "apellido",
    "apellidos",
];
const PORTS: [&str; 4] = ["port", "rdpport", "portnumber", "puerto"];
const NAMES: [&str; 11] = [
    "displayname",
    "name",
    "label",
    "connectionname",
    "title",
    "remotedesktopname",
    "anzeigename",
    "bezeichnung",
    "nom",
    "nombre",
    "nome",
];
const GROUPS: [&str; 14] = [
    "group",
    "groupname",
    "folder",
    "path",
    "ou",
    "organizationalunit",
    "site",
    "location",
    "parent",
    "gruppe",
    "standort",
    "ordner",
    "groupe",
    "grupo",
];
const GATEWAYS: [&str; 5] = ["gateway", "gatewayhostname", "rdgateway", "rdgatewayhostname", "gatewayhost"];
const PROTOCOLS: [&str; 3] = ["protocol", "connectiontype", "protokoll"];
/// A single column of this name is a table: nobody calls a host so.
const UNMISTAKABLE: [&str; 14] = [
    "dnshostname",
    "fqdn",
    "dnsname",
    "hostname",
    "computername",
    "devicename",
    "rechnername",
    "servername",
    "ipaddress",
    "ipv4address",
    "ipadresse",
    "adresseip",
    "nomdhôte",
    "nomdhote",
];

fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What stands between the fields, and the first line, where a text is a table.
pub(super) struct Form {
    delimiter: u8,
    /// Lines before the header: what PowerShell writes (`#TYPE …`), comments, what Excel reads (`sep=;`).
    skipped: usize,
}

/// Whether a text is a table, and how it is written.
pub(super) fn form(text: &str, column: Option<&str>) -> Option<Form> {
    let mut separator = None;
    let (number, header) = lines(text).find(|(_, line)| {
        if let Some(given) = line.strip_prefix("sep=").and_then(|rest| rest.bytes().next()) {
            separator = Some(given);
        }
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#') && !line.starts_with("sep=")
    })?;
    let delimiter = separator.or_else(|| delimiter(header));
    let fields: Vec<String> = split(header, delimiter.unwrap_or(b',')).iter().map(plain).collect();
    let is_known = |field: &String| HOSTS.contains(&field.as_str());
    let is_table = match delimiter {
        Some(_) => column.is_some() || fields.iter().any(is_known) || 2 < fields.len(),
        None => column.is_some() || fields.iter().any(|field| UNMISTAKABLE.contains(&field.as_str())),
    };
    is_table.then(|| Form { delimiter: delimiter.unwrap_or(b','), skipped: number - 1 })
}

/// The character that stands between most fields of a line. A `;` behind a space begins a comment.
fn delimiter(header: &str) -> Option<u8> {
    let count = |c: char| header.matches(c).count();
    let semicolons = if header.contains(" ;") { 0 } else { count(';') };
    let counts = [(b'\t', count('\t')), (b';', semicolons), (b',', count(',')), (b'|', count('|'))];
    counts.into_iter().filter(|(_, count)| 0 < *count).max_by_key(|(_, count)| *count).map(|(byte, _)| byte)
}

fn split(line: &str, delimiter: u8) -> StringRecord {
    let mut reader =
        ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(line.as_bytes());
    let first = reader.records().next();
    first.and_then(Result::ok).unwrap_or_default()
}

/// Which columns have what.
struct Columns {
    hosts: Vec<usize>,
    port: Option<usize>,
    name: Option<usize>,
    group: Option<usize>,
    gateway: Option<usize>,
    protocol: Option<usize>,
    kind: Option<usize>,
}

pub(super) fn read(text: &str, form: &Form, reading: &mut Reading<'_>) -> Result<(), Error> {
    let text = behind(text, form.skipped);
    let mended = quotes::mend(text, form.delimiter);
    for line in mended.iter().flat_map(|mended| &mended.lines) {
        let problem =
            Error::target("a quote is opened and not closed", "close it, or double a quote that is meant")
                .at(reading.file, Some(line + form.skipped), None);
        // Without its header the rest says nothing.
        if *line == 1 {
            return Err(problem);
        }
        reading.entries += 1;
        reading.problem(problem);
    }
    let text = match &mended {
        Some(mended) if mended.gave_up => {
            let problem = "more than 20 quotes are opened and not closed";
            return Err(Error::target(problem, "export the table again").at(reading.file, None, None));
        }
        Some(mended) => &mended.text,
        None => text,
    };
    let mut table = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .delimiter(form.delimiter)
        .from_reader(text.as_bytes());
    let mut records = table.records();
    let header = records.next().and_then(Result::ok).unwrap_or_default();
    let columns = columns(&header, reading)?;
    for record in records {
        let record = record.map_err(|_| {
            Error::target("the table cannot be read", "write one host per line, and quotes in pairs").at(
                reading.file,
                None,
                None,
            )
        })?;
        row(&record, form, &header, &columns, reading);
    }
    Ok(())
}

fn row(
    record: &StringRecord,
    form: &Form,
    header: &StringRecord,
    columns: &Columns,
    reading: &mut Reading<'_>,
) {
    let line = record.position().and_then(|place| usize::try_from(place.line()).ok());
    let line = line.map(|line| line + form.skipped);
    let cell = |column: Option<usize>| record.get(column?).filter(|cell| !cell.is_empty());
    if record.iter().all(str::is_empty) || record.get(0).is_some_and(|first| first.starts_with('#')) {
        return;
    }
    // Where fields have moved, a password may be in any column.
    if record.len() != header.len() && header.iter().any(is_secret) {
        let problem = format!("the row has {} fields, and the header {}", record.len(), header.len());
        let problem =
            Error::target(problem, "give the row as many fields, or take the passwords out of the table");
        return reading.problem(problem.at(reading.file, line, None));
    }
    if let Some(protocol) = cell(columns.protocol).filter(|protocol| !plain(protocol).contains("rdp")) {
        return reading.leave_out_of(protocol);
    }
    if cell(columns.kind).is_some_and(|kind| plain(kind) == "container") {
        return;
    }
    let place = columns.hosts.iter().copied().find(|column| cell(Some(*column)).is_some());
    let gateway = cell(columns.gateway);
    let client = ClientSettings { gateway_usage: gateway.map(|_| 1), ..ClientSettings::default() };
    let split_group =
        |group: &str| group.split(['/', '\\']).filter(|part| !part.is_empty()).map(str::to_owned).collect();
    reading.take(&Found {
        host: cell(place).unwrap_or_default(),
        key: place.and_then(|column| header.get(column)),
        line,
        port: cell(columns.port),
        name: cell(columns.name.filter(|name| Some(*name) != place)),
        group: cell(columns.group).map(split_group).unwrap_or_default(),
        gateway,
        client,
    });
}

fn columns(header: &StringRecord, reading: &Reading<'_>) -> Result<Columns, Error> {
    let names: Vec<String> = header.iter().map(plain).collect();
    let find = |known: &[&str]| known.iter().find_map(|known| names.iter().position(|name| name == known));
    let shown = || {
        let shown: Vec<String> = header
            .iter()
            .filter(|name| !is_secret(name))
            .take(20)
            .map(|name| format!("'{}'", label(name)))
            .collect();
        shown.join(", ")
    };
    let hosts = match &reading.options.column {
        Some(column) => {
            let by_name = names.iter().position(|name| *name == plain(column));
            let by_number = column.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let place = by_name.or(by_number.filter(|place| *place < names.len()));
            let place = place.filter(|place| header.get(*place).is_some_and(|name| !is_secret(name)));
            vec![place.ok_or_else(|| {
                // Any text is a table of one column, and its first line may be a password.
                let remedy = match header.len() {
                    0 | 1 => "name a table whose first line has it".to_owned(),
                    _ => format!("write one of {}", shown()),
                };
                Error::option("column", format!("the table has no column '{column}' of hosts"), remedy)
            })?]
        }
        None => HOSTS
            .iter()
            .filter(|known| !(ANYTHING.contains(known) && find(&OF_PERSONS).is_some()))
            .filter_map(|known| names.iter().position(|name| name == known))
            .collect(),
    };
    if hosts.is_empty() {
        let is_host = |cell: &&str| cell.contains('.') && Target::parse(cell).is_ok();
        let error = match header.iter().find(is_host) {
            // Its cells are no names, and one of them may be a password.
            Some(_) => Error::other_file(
                "the first line of the table is no header",
                "write one above it that names the columns, such as host,port,group",
            ),
            // Tables of all kinds of things are such.
            None => Error::other_file(
                "none of the table's columns is named after hosts",
                format!("say with --column which it is: {}", shown()),
            ),
        };
        return Err(error.at(reading.file, Some(1), None));
    }
    Ok(Columns {
        hosts,
        port: find(&PORTS),
        name: find(&NAMES),
        group: find(&GROUPS),
        gateway: find(&GATEWAYS),
        protocol: find(&PROTOCOLS),
        kind: find(&["nodetype"]),
    })
}
