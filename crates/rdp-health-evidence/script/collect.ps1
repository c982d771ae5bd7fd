#requires -version 5.1
<#
Collects what a Windows host says of Remote Desktop, for "rdp-health audit".

It reads only: the registry, the state of services, listening ports, certificates without their keys, installed updates and
event logs. It changes nothing on the host, needs no module from elsewhere, and writes one zip. No password, key or hash of
one is in it: only the values that are named below are taken. The event logs contain names of users and addresses.

    powershell -NoProfile -ExecutionPolicy Bypass -File collect.ps1 [-Out C:\Temp\srv01.zip] [-Days 7]

Run it as administrator: otherwise some logs and rights cannot be read, and the collection says which.
#>
param(
    [string] $Out = (Join-Path (Get-Location).Path "$env:COMPUTERNAME.zip"),
    [int] $Days = 7
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$problems = New-Object System.Collections.ArrayList

# A part that fails is noted, and the others go on.
function Try-Read([string] $what, [scriptblock] $read) {
    try { & $read } catch { [void] $problems.Add("${what}: $($_.Exception.Message)") }
}

# Keys, and the values that are taken of each; * takes all values, a trailing \* is each key below.
$ts = 'SYSTEM\CurrentControlSet\Control\Terminal Server'
$fw = 'SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy'
$pfw = 'SOFTWARE\Policies\Microsoft\WindowsFirewall'
$pol = 'SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services'
$listener = 'fEnableWinStation', 'PortNumber', 'SecurityLayer', 'UserAuthentication', 'MinEncryptionLevel',
    'fAllowSecProtocolNegotiation', 'SSLCertificateSHA1Hash', 'LanAdapter', 'MaxInstanceCount', 'LoadableProtocol_Object',
    'WdName', 'MaxIdleTime', 'MaxDisconnectionTime', 'MaxConnectionTime', 'SelectTransport', 'fLogonDisabled', 'fResetBroken',
    'fInheritMaxIdleTime', 'fInheritMaxSessionTime', 'fInheritMaxDisconnectionTime', 'WebSocketURI', 'fPromptForPassword'
$policy = $listener + ('fDenyTSConnections', 'LicensingMode', 'LicenseServers', 'CertTemplateName', 'fEncryptRPCTraffic',
    'KeepAliveEnable', 'SessionDirectoryActive', 'SessionDirectoryLocation', 'SessionDirectoryClusterName',
    'AllowCertRevocationCheck', 'fClientDisableUDP', 'AuthenticationLevel')
$firewall = 'EnableFirewall', 'DoNotAllowExceptions', 'DefaultInboundAction', 'AllowLocalPolicyMerge'
$keys = @(
    @($ts, ('fDenyTSConnections', 'TSServerDrainMode', 'fSingleSessionPerUser', 'MaxOutstandingConnections')),
    @("$ts\WinStations", ('SelfSignedCertStore', 'fUseUdpPortRedirector', 'UdpPortNumber')),
    @("$ts\WinStations\*", $listener),
    @("$ts\RCM\Licensing Core", ('LicensingMode', '')),
    @("$ts\ClusterSettings", ('SessionDirectoryActive', 'SessionDirectoryLocation', 'SessionDirectoryClusterName')),
    @('SYSTEM\CurrentControlSet\Control\ComputerName\ComputerName', ('ComputerName', '')),
    @('SYSTEM\CurrentControlSet\Control\ProductOptions', ('ProductType', '')),
    @('SYSTEM\CurrentControlSet\Control\Lsa', ('DisableRestrictedAdmin', 'disabledomaincreds', 'LsaCfgFlags', 'LmCompatibilityLevel')),
    @('SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0', ('RestrictReceivingNTLMTraffic', 'RestrictSendingNTLMTraffic')),
    @('SYSTEM\CurrentControlSet\Control\Lsa\FIPSAlgorithmPolicy', ('Enabled', '')),
    @('SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\*\Server', ('Enabled', 'DisabledByDefault')),
    @('SYSTEM\CurrentControlSet\Control\Cryptography\Configuration\Local\SSL\00010002', ('Functions', 'EccCurves')),
    @('SYSTEM\CurrentControlSet\Services\Tcpip\Parameters', ('Hostname', 'Domain', 'NV Domain')),
    @('SYSTEM\CurrentControlSet\Services\W32Time\Parameters', ('Type', '')),
    @('SYSTEM\CurrentControlSet\Services\TermService', ('Start', '')),
    @('SYSTEM\CurrentControlSet\Services\TermService\Parameters', ('ServiceDll', '')),
    @("$fw\DomainProfile", $firewall), @("$fw\StandardProfile", $firewall), @("$fw\PublicProfile", $firewall),
    @("$fw\FirewallRules", '*'),
    @("$fw\Mdm\DomainProfile", $firewall), @("$fw\Mdm\StandardProfile", $firewall), @("$fw\Mdm\PublicProfile", $firewall),
    @("$fw\Mdm\FirewallRules", '*'),
    @("$pfw\DomainProfile", $firewall), @("$pfw\StandardProfile", $firewall), @("$pfw\PrivateProfile", $firewall),
    @("$pfw\PublicProfile", $firewall), @("$pfw\FirewallRules", '*'),
    @($pol, $policy), @("$pol\Client", $policy),
    @('SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002', ('Functions', 'EccCurves')),
    @('SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\CredSSP\Parameters', ('AllowEncryptionOracle', '')),
    @('SOFTWARE\Microsoft\Windows NT\CurrentVersion', ('ProductName', 'EditionID', 'CurrentBuild', 'InstallationType', 'UBR')),
    @('SOFTWARE\Microsoft\Windows NT\CurrentVersion\NetworkList\Profiles\*', ('Category', '')),
    @('SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList', ('ProgramData', '')),
    @('SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending', ('none', '')),
    @('SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired', ('none', ''))
)
$services = 'TermService', 'SessionEnv', 'UmRdpService', 'RpcSs', 'DcomLaunch', 'KeyIso', 'CertPropSvc', 'CryptSvc', 'Netlogon',
    'W32Time', 'MpsSvc', 'BFE', 'ProfSvc', 'Winmgmt', 'gpsvc', 'Tssdis', 'TSGateway', 'RDMS', 'TermServLicensing'
$logs = 'System', 'Application', 'Security', 'Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational',
    'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational',
    'Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational', 'Microsoft-Windows-TerminalServices-Gateway/Operational',
    'Microsoft-Windows-TerminalServices-SessionBroker-Client/Operational', 'Microsoft-Windows-NTLM/Operational'
# Of these logs only what says something of Remote Desktop.
$only = @{
    'Application' = "(Provider[@Name='Microsoft-Windows-User Profiles Service']) and "
    'Security'    = '(EventID=4625) and '
}

function Read-Key([string] $path, $names) {
    $key = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($path, $false)
    if ($null -eq $key) { return }
    $values = New-Object System.Collections.ArrayList
    foreach ($name in $key.GetValueNames()) {
        if ($names -ne '*' -and $names -notcontains $name) { continue }
        $kind = $key.GetValueKind($name).ToString()
        $data = $key.GetValue($name, $null, [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames)
        if ($kind -eq 'Binary') { $data = -join ($data | ForEach-Object { $_.ToString('x2') }) }
        [void] $values.Add(@{ name = $name; type = $kind; data = $data })
    }
    $key.Close()
    @{ key = "HKLM\$path"; values = @($values) }
}

# A key for each name that stands for *.
function Expand-Key([string] $path) {
    $star = $path.IndexOf('\*')
    if ($star -lt 0) { return $path }
    $parent = $path.Substring(0, $star)
    $rest = $path.Substring($star + 2)
    $key = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($parent, $false)
    if ($null -eq $key) { return }
    foreach ($name in $key.GetSubKeyNames()) { "$parent\$name$rest" }
    $key.Close()
}

$registry = New-Object System.Collections.ArrayList
foreach ($pair in $keys) {
    Try-Read $pair[0] {
        foreach ($path in @(Expand-Key $pair[0])) {
            $read = Read-Key $path $pair[1]
            if ($null -ne $read) { [void] $registry.Add($read) }
        }
    }
}

$starts = @{ Boot = 0; System = 1; Auto = 2; Manual = 3; Disabled = 4 }
$running = New-Object System.Collections.ArrayList
$owners = @{}
Try-Read 'services' {
    foreach ($one in Get-WmiObject Win32_Service) {
        if ($one.ProcessId) { $owners[[int] $one.ProcessId] = (@($owners[[int] $one.ProcessId]) + $one.Name | Where-Object { $_ }) -join ',' }
        if ($services -contains $one.Name) {
            [void] $running.Add(@{ name = $one.Name; start = $starts[$one.StartMode]; state = $one.State })
        }
    }
}

$listening = New-Object System.Collections.ArrayList
Try-Read 'listening ports' {
    # Only numbers are read, so the language of Windows does not matter.
    $ports = @()
    foreach ($line in & "$env:SystemRoot\System32\netstat.exe" -ano) {
        if ($line -match '^\s*TCP\s+\S+:(\d+)\s+(0\.0\.0\.0|\[::\]):0\s+\S+\s+(\d+)\s*$') {
            $port = [int] $Matches[1]
            $id = [int] $Matches[3]
            $owner = $owners[$id]
            if (-not $owner) { $owner = if ($id -eq 4) { 'System' } else { try { (Get-Process -Id $id).ProcessName } catch { '' } } }
            # IPv4 and IPv6 have a line each.
            if ($ports -notcontains "$port $owner") {
                $ports += "$port $owner"
                [void] $listening.Add(@{ port = $port; owner = [string] $owner })
            }
        }
    }
}

# --- permissions of keys: "rdp-health audit" runs this part, too
# The permissions of a private key's file as SDDL: the list of who may (READ_CONTROL), and nothing of the key.
function Get-KeyAcl($certificate, [string] $store) {
    $name = $null
    try { $name = $certificate.PrivateKey.CspKeyContainerInfo.UniqueKeyContainerName } catch { }
    if (-not $name) {
        try {
            $key = [System.Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($certificate)
            $name = $key.Key.UniqueName
        } catch { }
    }
    if (-not $name -and $store -eq 'Remote Desktop') {
        # The key cannot be opened. The one that Windows makes for Remote Desktop has a file that always begins so.
        $path = "SOFTWARE\Microsoft\SystemCertificates\Remote Desktop\Certificates\$($certificate.Thumbprint)"
        $entry = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($path, $false)
        if ($null -ne $entry) {
            $text = -join ($entry.GetValue('Blob') | Where-Object { $_ } | ForEach-Object { [char] $_ })
            $entry.Close()
            if ($text.Contains('TSSecKeySet1')) { $name = 'f686aace6942fb7f7ceb231212eef4a4_*' }
        }
    }
    # A key in a TPM or on a card has no file, or one of another kind.
    if (-not $name -or $name -match '[\\/:]') { return }
    foreach ($folder in 'Microsoft\Crypto\RSA\MachineKeys', 'Microsoft\Crypto\Keys', 'Microsoft\Crypto\SystemKeys') {
        $folder = Join-Path $env:ProgramData $folder
        if (-not [System.IO.Directory]::Exists($folder)) { continue }
        $files = @([System.IO.Directory]::GetFiles($folder, $name))
        if ($files.Count -eq 1) {
            return [System.IO.File]::GetAccessControl($files[0], 'Access').GetSecurityDescriptorSddlForm('Access')
        }
    }
}

# A line for each certificate with a key: its thumbprint, and the permissions, or ! and why they cannot be read.
function Get-KeyAcls {
    foreach ($store in 'My', 'Remote Desktop') {
        $opened = New-Object System.Security.Cryptography.X509Certificates.X509Store($store, 'LocalMachine')
        try {
            $opened.Open([System.Security.Cryptography.X509Certificates.OpenFlags]'ReadOnly,OpenExistingOnly')
        } catch { continue }
        foreach ($one in $opened.Certificates) {
            if (-not $one.HasPrivateKey) { continue }
            try {
                $acl = Get-KeyAcl $one $store
                if ($acl) { "$($one.Thumbprint) $acl" }
            } catch { "$($one.Thumbprint) ! $($_.Exception.Message -replace '\s+', ' ')" }
        }
        $opened.Close()
    }
}
# --- end of the permissions of keys

$acls = @{}
Try-Read 'permissions of private keys' {
    foreach ($line in @(Get-KeyAcls)) {
        $thumbprint, $says = $line -split ' ', 2
        if ($says.StartsWith('! ')) {
            [void] $problems.Add("who may read the private key of the certificate ${thumbprint}: $($says.Substring(2))")
        } else {
            $acls[$thumbprint] = $says
        }
    }
}

$certificates = New-Object System.Collections.ArrayList
foreach ($store in 'My', 'Remote Desktop') {
    Try-Read "certificates of $store" {
        $opened = New-Object System.Security.Cryptography.X509Certificates.X509Store($store, 'LocalMachine')
        $opened.Open([System.Security.Cryptography.X509Certificates.OpenFlags]'ReadOnly,OpenExistingOnly')
        foreach ($one in $opened.Certificates) {
            $der = -join ($one.RawData | ForEach-Object { $_.ToString('x2') })
            $entry = @{ store = $store; der = $der; has_key = $one.HasPrivateKey }
            if ($acls.ContainsKey($one.Thumbprint)) { $entry.key_acl = $acls[$one.Thumbprint] }
            [void] $certificates.Add($entry)
        }
        $opened.Close()
    }
}

$grace = $null
Try-Read 'licensing grace period' {
    $setting = Get-WmiObject -Namespace 'root\CIMV2\TerminalServices' -Class Win32_TerminalServiceSetting
    # Only a session host has one.
    if ($setting.TerminalServerMode -eq 1) {
        $days = $setting.GetGracePeriodDays()
        if ($days.ReturnValue -eq 0) { $script:grace = [int] $days.DaysLeft }
    }
}

$updates = @()
Try-Read 'updates' { $script:updates = @(Get-WmiObject Win32_QuickFixEngineering | ForEach-Object { $_.HotFixID } | Where-Object { $_ -like 'KB*' }) }

$folder = Join-Path ([System.IO.Path]::GetTempPath()) ("rdp-health-" + [guid]::NewGuid().ToString('N'))
[void] [System.IO.Directory]::CreateDirectory($folder)
try {
    foreach ($log in $logs) {
        Try-Read "event log $log" {
            $file = Join-Path $folder (($log -replace '[/ ]', '_') + '.evtx')
            $filter = "*[System[$($only[$log])TimeCreated[timediff(@SystemTime) <= $($Days * 86400000)]]]"
            $said = & "$env:SystemRoot\System32\wevtutil.exe" export-log $log $file "/q:$filter" 2>&1
            # 15007: a host without a role does not have its log.
            if ($LASTEXITCODE -ne 0 -and $LASTEXITCODE -ne 15007) { throw "$said" }
        }
    }
    $collection = @{
        schema = 'rdp-health/collection/1'
        collected_at = [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ')
        registry = @($registry)
        services = @($running)
        listening = @($listening)
        certificates = @($certificates)
        updates = @($updates)
        grace_days = $grace
        problems = @($problems)
    }
    $json = $collection | ConvertTo-Json -Depth 6 -Compress
    [System.IO.File]::WriteAllText((Join-Path $folder 'collection.json'), $json, (New-Object System.Text.UTF8Encoding($false)))
    Add-Type -AssemblyName System.IO.Compression.FileSystem
    if ([System.IO.File]::Exists($Out)) { throw "$Out exists already; name another file with -Out" }
    [System.IO.Compression.ZipFile]::CreateFromDirectory($folder, $Out)
} finally {
    [System.IO.Directory]::Delete($folder, $true)
}
Write-Output "Written: $Out"
foreach ($problem in $problems) { Write-Warning $problem }
