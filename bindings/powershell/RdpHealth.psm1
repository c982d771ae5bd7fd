# RdpHealth: rdp-health for PowerShell 5.1 and 7. It starts the command and makes objects of what it prints.
# Not yet run in PowerShell: its syntax is checked, its behaviour is not.

Set-StrictMode -Version Latest

function Invoke-RdpHealth {
    # Starts the command with these arguments and gives out its lines. Exit status 0 and 1 are answers; 2 is bad input.
    param([string[]] $Arguments)
    $command = Get-Command -Name 'rdp-health' -CommandType Application -ErrorAction SilentlyContinue |
        Select-Object -First 1
    if (-not $command) {
        throw "rdp-health is not in the PATH. Put rdp-health.exe into a folder that `$env:PATH names."
    }
    $before = [Console]::OutputEncoding
    try {
        # The command writes UTF-8; Windows PowerShell would read it in the console's code page.
        [Console]::OutputEncoding = New-Object -TypeName System.Text.UTF8Encoding -ArgumentList $false
        & $command.Path @Arguments
    } finally {
        [Console]::OutputEncoding = $before
    }
    if ($LASTEXITCODE -gt 1) {
        throw "rdp-health $($Arguments -join ' ') ended with exit status $LASTEXITCODE"
    }
}

function Test-RdpHealth {
    <#
    .SYNOPSIS
    Says whether Remote Desktop works on a host and, if not, why.
    .DESCRIPTION
    Checks hosts from this computer, without credentials, and gives one report object per host: Verdict, Summary,
    Findings with causes, evidence and remedies. The fields are those of `rdp-health check --format json`.
    .PARAMETER ComputerName
    A host name, an address, HOST:PORT, the path of an .rdp file, or https://GATEWAY.
    .PARAMETER Depth
    How much is asked: quick, standard or full.
    .PARAMETER Gateway
    The RD Gateway that the connection goes through.
    .PARAMETER BudgetSeconds
    How long the whole check of one host may take.
    .EXAMPLE
    Test-RdpHealth srv01.corp.example
    .EXAMPLE
    Get-ADComputer -Filter 'OperatingSystem -like "*Server*"' | Test-RdpHealth | Where-Object verdict -ne 'healthy'
    .OUTPUTS
    PSCustomObject
    #>
    [CmdletBinding()]
    [OutputType([PSCustomObject])]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('DNSHostName', 'HostName', 'FullName', 'Name')]
        [string[]] $ComputerName,

        [ValidateSet('quick', 'standard', 'full')]
        [string] $Depth = 'standard',

        [string] $Gateway,

        [ValidateRange(1, 3600)]
        [int] $BudgetSeconds
    )
    begin {
        $targets = New-Object -TypeName System.Collections.Generic.List[string]
    }
    process {
        $targets.AddRange($ComputerName)
    }
    end {
        if ($targets.Count -eq 0) { return }
        $arguments = @('check', '--format', 'ndjson', '--depth', $Depth)
        if ($Gateway) { $arguments += @('--gateway', $Gateway) }
        if ($BudgetSeconds) { $arguments += @('--budget', "$BudgetSeconds") }
        Invoke-RdpHealth -Arguments ($arguments + '--' + $targets.ToArray()) | ForEach-Object -Process {
            $report = $_ | ConvertFrom-Json
            $report.PSObject.TypeNames.Insert(0, 'RdpHealth.Report')
            $report
        }
    }
}

function Get-RdpErrorExplanation {
    <#
    .SYNOPSIS
    Says what a client's error means.
    .DESCRIPTION
    Reads a code such as 0x904/0x7, a sentence that a client shows, or a line of a log, and gives what it can mean.
    .PARAMETER Text
    The code or text.
    .EXAMPLE
    Get-RdpErrorExplanation 0x904/0x7
    .EXAMPLE
    Get-Clipboard -Raw | Get-RdpErrorExplanation
    .OUTPUTS
    PSCustomObject
    #>
    [CmdletBinding()]
    [OutputType([PSCustomObject])]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline)]
        [string] $Text
    )
    process {
        (Invoke-RdpHealth -Arguments @('explain', '--format', 'json', '--', $Text)) -join "`n" | ConvertFrom-Json
    }
}

Export-ModuleMember -Function @('Test-RdpHealth', 'Get-RdpErrorExplanation')
