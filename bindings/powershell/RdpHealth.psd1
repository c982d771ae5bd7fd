@{
    RootModule           = 'RdpHealth.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '5f0c5f43-6a0e-4a53-9d6f-1f1d8d5c3a27'
    Author               = 'The rdp-health contributors'
    Copyright            = 'The rdp-health contributors. MIT or Apache-2.0.'
    Description          = 'Why does this Remote Desktop connection fail? rdp-health for PowerShell.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FunctionsToExport    = @('Test-RdpHealth', 'Get-RdpErrorExplanation')
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags       = @('RDP', 'RemoteDesktop', 'diagnostics', 'TLS', 'monitoring')
            LicenseUri = 'https://github.com/rdp-health/rdp-health/blob/main/LICENSE-MIT'
            ProjectUri = 'https://github.com/rdp-health/rdp-health'
        }
    }
}
