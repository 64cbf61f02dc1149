# Dumps what a Windows machine says about itself, on standard output:
#     AUDITORW1 BEGIN
#     <lines of base64 of gzipped JSON>
#     AUDITORW1 END <characters of base64>
# It only reads. Windows PowerShell 5.1 and newer, as administrator or not: what needs one is named in "errors".
# It judges nothing: CIM classes, registry values and listings leave as they are, parsers make facts of them.
# ASCII only: what carries it here may know no other code page. Whole-line comments are not sent.
#
# Each section runs in a runspace of its own with a time limit, for a provider that hangs (a broken WMI
# repository, a dead spooler) must not hang the rest. Sections set $result; rows of CIM classes are made by Rows,
# registry keys by Key.
$AsksBase64 = ''
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$Clock = ([DateTime]::UtcNow - [DateTime]'1970-01-01').TotalSeconds
$Watch = [Diagnostics.Stopwatch]::StartNew()
$TotalLimitMs = 70000
$AtOnce = 6

$Common = {
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $WarningPreference = 'SilentlyContinue'
    $MaxRows = 2000
    $TextCap = 65536

    # --- JSON: Windows PowerShell 5.1's own loses single-item arrays, dates and depth -------------------------

    function Quoted([string]$text) {
        $plain = $text.Replace('\', '\\').Replace('"', '\"')
        if ($plain -match '[^\x20-\x7e]') {
            $plain = [regex]::Replace($plain, '[^\x20-\x7e]', { param($found) '\u{0:x4}' -f [int][char]$found.Value })
        }
        return '"' + $plain + '"'
    }

    function Json($value, $out, $depth) {
        if ($null -eq $value -or $depth -gt 12) {
            [void]$out.Append('null')
        } elseif ($value -is [string]) {
            [void]$out.Append((Quoted $value))
        } elseif ($value -is [bool]) {
            [void]$out.Append($(if ($value) { 'true' } else { 'false' }))
        } elseif ($value -is [double] -or $value -is [single]) {
            $finite = -not ([double]::IsNaN($value) -or [double]::IsInfinity($value))
            [void]$out.Append($(if ($finite) { ([double]$value).ToString('R', [Globalization.CultureInfo]::InvariantCulture) } else { 'null' }))
        } elseif ($value -is [enum]) {
            [void]$out.Append((Quoted ([string]$value)))
        } elseif ($value -is [datetime]) {
            [void]$out.Append((Quoted (Dmtf $value)))
        } elseif ($value -is [char] -or $value -is [IntPtr]) {
            [void]$out.Append((Quoted ([string]$value)))
        } elseif ($value -is [decimal] -or $value.GetType().IsPrimitive) {
            [void]$out.Append(([IFormattable]$value).ToString('G', [Globalization.CultureInfo]::InvariantCulture))
        } elseif ($value -is [Collections.IDictionary]) {
            $comma = ''
            [void]$out.Append('{')
            # Not .Keys: a table with an entry of that name would give the entry.
            foreach ($pair in $value.GetEnumerator()) {
                [void]$out.Append($comma + (Quoted ([string]$pair.Key)) + ':')
                Json $pair.Value $out ($depth + 1)
                $comma = ','
            }
            [void]$out.Append('}')
        } elseif ($value -is [Collections.IEnumerable]) {
            $comma = ''
            [void]$out.Append('[')
            foreach ($item in $value) {
                [void]$out.Append($comma)
                Json $item $out ($depth + 1)
                $comma = ','
            }
            [void]$out.Append(']')
        } else {
            [void]$out.Append((Quoted ([string]$value)))
        }
    }

    # As WMI itself writes times (CIM_DATETIME): yyyymmddHHMMSS.mmmmmm and the offset from UTC in minutes.
    function Dmtf([datetime]$time) {
        $minutes = 0
        if ($time.Kind -ne [DateTimeKind]::Utc) { $minutes = [int][TimeZoneInfo]::Local.GetUtcOffset($time).TotalMinutes }
        return $time.ToString('yyyyMMddHHmmss.ffffff', [Globalization.CultureInfo]::InvariantCulture) + ('{0:+000;-000;+000}' -f $minutes)
    }

    # The update agent's times are UTC and do not say so.
    function Utc($time) {
        if ($time -is [datetime]) { return [DateTime]::SpecifyKind($time, [DateTimeKind]::Utc) }
    }

    function Plain($value) {
        if ($null -eq $value) { return $null }
        if ($value -is [byte[]]) { return 'base64:' + [Convert]::ToBase64String($value) }
        if ($value -is [string]) { return $value.Substring(0, [Math]::Min($value.Length, $TextCap)) }
        return $value
    }

    # --- errors ---------------------------------------------------------------------------------------------

    function Why($failure) {
        $reason = $failure.Exception
        while ($null -ne $reason.InnerException) { $reason = $reason.InnerException }
        $code = [string]$reason.NativeErrorCode
        if ($reason -is [UnauthorizedAccessException] -or $reason -is [Security.SecurityException] -or $code -eq 'AccessDenied' -or $reason.HResult -eq -2147024891) {
            return 'needs administrator'
        }
        if ($code -eq 'InvalidClass' -or $code -eq 'InvalidNamespace' -or $reason -is [Management.Automation.CommandNotFoundException]) {
            return 'not on this Windows'
        }
        if ($reason.Message) { return [string]$reason.Message }
        return $reason.GetType().Name
    }

    # A part of a section whose trouble is only its own.
    function Part($place, $ask) {
        try {
            & $ask
        } catch {
            $Shared.Errors["$Name.$place"] = Why $_
        }
    }

    # --- reading --------------------------------------------------------------------------------------------

    function RowOf($object, $names) {
        $row = @{}
        foreach ($property in $names) {
            $there = $null
            try { $there = $object.CimInstanceProperties[$property] } catch { continue }
            if ($null -ne $there -and $null -ne $there.Value) { $row[$property] = Plain $there.Value }
        }
        return $row
    }

    function RowsOf($objects, $names) {
        $rows = New-Object System.Collections.ArrayList
        foreach ($object in $objects) {
            if ($rows.Count -ge $MaxRows) { [void]$Shared.Cut.Add($Name); break }
            [void]$rows.Add((RowOf $object $names))
        }
        return , $rows
    }

    function Rows($class, $names, $namespace, $filter) {
        $ask = @{ ClassName = $class; OperationTimeoutSec = 20 }
        if ($namespace) { $ask['Namespace'] = $namespace }
        if ($filter) { $ask['Filter'] = $filter }
        return , (RowsOf @(Get-CimInstance @ask) $names)
    }

    function Hive($root) {
        return [Microsoft.Win32.RegistryKey]::OpenBaseKey([Microsoft.Win32.RegistryHive]$root, [Microsoft.Win32.RegistryView]::Registry64)
    }

    # Puts {key: {value: data}} of one key into $into; a name that ends with ? says only whether it is there,
    # * stands for all values, *? for all names. A key that is not there is left out.
    function Key($into, $hive, $short, $path, $names) {
        $place = "$short\$path"
        try {
            $key = $hive.OpenSubKey($path)
        } catch {
            $Shared.Errors["$Name.$place"] = Why $_
            return
        }
        if ($null -eq $key) { return }
        $values = @{}
        $there = @($key.GetValueNames())
        foreach ($asked in $names) {
            if ($asked -eq '*') {
                foreach ($each in $there) { $values[$each] = Plain $key.GetValue($each, $null, 'DoNotExpandEnvironmentNames') }
            } elseif ($asked -eq '*?') {
                foreach ($each in $there) { $values[$each + '?'] = $true }
            } elseif ($asked.EndsWith('?')) {
                $values[$asked] = $there -contains $asked.TrimEnd('?')
            } elseif ($there -contains $asked) {
                $values[$asked] = Plain $key.GetValue($asked, $null, 'DoNotExpandEnvironmentNames')
            }
        }
        $key.Close()
        $into[$place] = $values
    }

    # The same of each key under $path.
    function KeysUnder($into, $hive, $short, $path, $names) {
        try {
            $key = $hive.OpenSubKey($path)
        } catch {
            $Shared.Errors["$Name.$short\$path"] = Why $_
            return
        }
        if ($null -eq $key) { return }
        $into["$short\$path"] = @{}
        $children = @($key.GetSubKeyNames())
        $key.Close()
        if ($children.Count -gt $MaxRows) { [void]$Shared.Cut.Add($Name) }
        foreach ($child in @($children | Select-Object -First $MaxRows)) { Key $into $hive $short "$path\$child" $names }
    }

    # Of users who are logged on; a profile that is not loaded has no key here.
    function LoadedUsers() {
        $users = Hive 'Users'
        return , @($users.GetSubKeyNames() | Where-Object { $_ -match '^S-1-(5-21|12-1)-[0-9-]+$' })
    }
}

$Sections = [ordered]@{}

$Sections['computer'] = {
    $result = @{
        system = Part 'system' { Rows 'Win32_ComputerSystem' @('Name', 'DNSHostName', 'Domain', 'Workgroup', 'PartOfDomain', 'Manufacturer', 'Model', 'TotalPhysicalMemory', 'NumberOfLogicalProcessors', 'PCSystemType') }
        product = Part 'product' { Rows 'Win32_ComputerSystemProduct' @('UUID', 'IdentifyingNumber', 'Vendor', 'Name') }
        bios = Part 'bios' { Rows 'Win32_BIOS' @('SerialNumber', 'Manufacturer', 'SMBIOSBIOSVersion', 'ReleaseDate') }
        processor = Part 'processor' { Rows 'Win32_Processor' @('Name', 'NumberOfCores', 'NumberOfLogicalProcessors', 'MaxClockSpeed') }
    }
}

$Sections['system'] = {
    $result = Rows 'Win32_OperatingSystem' @('Caption', 'Version', 'BuildNumber', 'OSArchitecture', 'CSName', 'LastBootUpTime', 'LocalDateTime', 'InstallDate', 'TotalVisibleMemorySize', 'FreePhysicalMemory', 'Locale', 'OSLanguage', 'MUILanguages', 'OperatingSystemSKU', 'ProductType')
}

# ApplicationID is Windows itself; Extended Security Updates are products of it too.
$Sections['license'] = {
    $result = Rows 'SoftwareLicensingProduct' @('Name', 'Description', 'LicenseStatus', 'GracePeriodRemaining') '' "ApplicationID='55c92734-d682-4d71-983e-d6ec3f16059f' AND PartialProductKey IS NOT NULL"
}

$Sections['disks'] = {
    $result = @{
        drives = Part 'drives' { Rows 'Win32_DiskDrive' @('DeviceID', 'Name', 'Model', 'Size', 'MediaType', 'InterfaceType', 'SerialNumber', 'FirmwareRevision', 'Status') }
        physical = Part 'physical' { Rows 'MSFT_PhysicalDisk' @('DeviceId', 'FriendlyName', 'Model', 'MediaType', 'BusType', 'HealthStatus', 'OperationalStatus', 'Size', 'SerialNumber') 'root/Microsoft/Windows/Storage' }
        predict = Part 'predict' { Rows 'MSStorageDriver_FailurePredictStatus' @('InstanceName', 'Active', 'PredictFailure', 'Reason') 'root/wmi' }
    }
}

$Sections['volumes'] = {
    $result = Rows 'Win32_LogicalDisk' @('DeviceID', 'DriveType', 'FileSystem', 'FreeSpace', 'Size', 'VolumeSerialNumber')
}

$Sections['encryption'] = {
    $result = Rows 'Win32_EncryptableVolume' @('DeviceID', 'DriveLetter', 'ProtectionStatus', 'ConversionStatus', 'EncryptionMethod', 'VolumeType') 'root/cimv2/Security/MicrosoftVolumeEncryption'
}

$Sections['net'] = {
    $result = @{
        adapters = Part 'adapters' { Rows 'Win32_NetworkAdapter' @('Name', 'NetConnectionID', 'MACAddress', 'NetConnectionStatus', 'Speed', 'PhysicalAdapter', 'PNPDeviceID', 'Index') }
        configurations = Part 'configurations' { Rows 'Win32_NetworkAdapterConfiguration' @('Description', 'Index', 'IPEnabled', 'MACAddress', 'IPAddress', 'IPSubnet', 'DefaultIPGateway', 'DNSServerSearchOrder', 'DNSDomain', 'DHCPEnabled', 'SettingID') }
        listeners = Part 'listeners' {
            $open = @([Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties().GetActiveTcpListeners())
            , @($open | ForEach-Object { $_.ToString() } | Select-Object -Unique -First 500)
        }
    }
}

# Of the time service's own words only numbers and names are used: the rest is in the language of Windows.
$Sections['clock'] = {
    $result = @{
        status = Part 'status' { (@(& "$env:SystemRoot\System32\w32tm.exe" '/query' '/status') | Out-String -Width 400).Trim() }
        source = Part 'source' { (@(& "$env:SystemRoot\System32\w32tm.exe" '/query' '/source') | Out-String -Width 400).Trim() }
    }
}

# What the time servers that the inventory names say: one sample each by w32tm's own client; no clock is set.
$Sections['ntp'] = {
    $found = New-Object System.Collections.ArrayList
    foreach ($server in @($Shared.Asks.ntp | Where-Object { $_ -match '^[A-Za-z0-9.:_-]{1,253}$' } | Select-Object -First 4)) {
        $said = (@(& "$env:SystemRoot\System32\w32tm.exe" '/stripchart' "/computer:$server" '/dataonly' '/samples:1') | Out-String -Width 400).Trim()
        [void]$found.Add(@{ server = [string]$server; said = Plain $said })
    }
    $result = $found
}

$Sections['registry'] = {
    $result = @{}
    $machine = Hive 'LocalMachine'
    $windows = 'SOFTWARE\Microsoft\Windows\CurrentVersion'
    $nt = 'SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    $control = 'SYSTEM\CurrentControlSet\Control'
    $services = 'SYSTEM\CurrentControlSet\Services'
    $policies = 'SOFTWARE\Policies\Microsoft'
    $asked = [ordered]@{
        $nt = @('ProductName', 'EditionID', 'DisplayVersion', 'ReleaseId', 'CurrentBuild', 'CurrentBuildNumber', 'UBR', 'InstallationType', 'CurrentVersion', 'CurrentMajorVersionNumber', 'CurrentMinorVersionNumber')
        "$nt\Winlogon" = @('AutoAdminLogon', 'DefaultUserName', 'DefaultDomainName', 'ForceAutoLogon', 'Shell', 'Userinit', 'DefaultPassword?')
        "$nt\Fonts" = @('*')
        "$nt\FontSubstitutes" = @('*')
        "$windows\Policies\System" = @('EnableLUA', 'ConsentPromptBehaviorAdmin', 'PromptOnSecureDesktop', 'InactivityTimeoutSecs')
        "$windows\Run" = @('*?')
        "$windows\Component Based Servicing\RebootPending" = @()
        "$windows\WindowsUpdate\Auto Update\RebootRequired" = @()
        "$windows\Internet Settings" = @('ProxyEnable', 'ProxyServer', 'AutoConfigURL')
        "$windows\Internet Settings\Connections" = @('WinHttpSettings')
        "$policies\Windows\CurrentVersion\Internet Settings" = @('ProxySettingsPerUser', 'ProxyEnable', 'ProxyServer')
        "$policies\Windows\WindowsUpdate" = @('WUServer', 'DisableWindowsUpdateAccess')
        "$policies\Windows\WindowsUpdate\AU" = @('NoAutoUpdate', 'AUOptions', 'UseWUServer')
        "$policies\Windows NT\Terminal Services" = @('fDenyTSConnections', 'UserAuthentication')
        "$policies\Windows\PowerShell" = @('EnableScripts', 'ExecutionPolicy')
        'SOFTWARE\Microsoft\Windows\AssignedAccessConfiguration' = @()
        "$control" = @('PEFirmwareType')
        "$control\SecureBoot\State" = @('UEFISecureBootEnabled')
        "$control\TimeZoneInformation" = @('TimeZoneKeyName', 'Bias', 'ActiveTimeBias', 'DynamicDaylightTimeDisabled')
        "$control\Session Manager" = @('PendingFileRenameOperations?')
        "$control\Nls\Language" = @('Default', 'InstallLanguage')
        "$control\Nls\CodePage" = @('ACP', 'OEMCP')
        "$control\Lsa" = @('RunAsPPL', 'LmCompatibilityLevel', 'LimitBlankPasswordUse', 'NoLMHash')
        "$control\Terminal Server" = @('fDenyTSConnections')
        "$control\Terminal Server\WinStations\RDP-Tcp" = @('UserAuthentication', 'SecurityLayer', 'PortNumber')
        "$services\W32Time\Parameters" = @('NtpServer', 'Type')
        "$services\LanmanServer\Parameters" = @('SMB1', 'RequireSecuritySignature')
        "$services\mrxsmb10" = @('Start')
        "$services\SharedAccess\Parameters\FirewallPolicy\DomainProfile" = @('EnableFirewall')
        "$services\SharedAccess\Parameters\FirewallPolicy\StandardProfile" = @('EnableFirewall')
        "$services\SharedAccess\Parameters\FirewallPolicy\PublicProfile" = @('EnableFirewall')
    }
    foreach ($path in @($asked.Keys)) { Key $result $machine 'HKEY_LOCAL_MACHINE' $path $asked[$path] }
    KeysUnder $result $machine 'HKEY_LOCAL_MACHINE' 'SOFTWARE\Microsoft\Windows\AssignedAccessConfiguration\Configs' @('*?')
}

$Sections['users'] = {
    $users = Hive 'Users'
    $keys = @{}
    $loaded = LoadedUsers
    foreach ($sid in $loaded) {
        Key $keys $users 'HKEY_USERS' "$sid\Software\Microsoft\Windows\CurrentVersion\Internet Settings" @('ProxyEnable', 'ProxyServer', 'AutoConfigURL')
        Key $keys $users 'HKEY_USERS' "$sid\Software\Microsoft\Windows NT\CurrentVersion\Windows" @('Device', 'LegacyDefaultPrinterMode')
        Key $keys $users 'HKEY_USERS' "$sid\Software\Microsoft\Windows\CurrentVersion\Run" @('*?')
        Key $keys $users 'HKEY_USERS' "$sid\Control Panel\International" @('LocaleName')
        Key $keys $users 'HKEY_USERS' "$sid\Control Panel\International\User Profile" @('Languages')
        Key $keys $users 'HKEY_USERS' "$sid\Keyboard Layout\Preload" @('*')
    }
    $result = @{
        loaded = $loaded
        keys = $keys
        console = Part 'console' {
            $there = [string](Get-CimInstance -ClassName 'Win32_ComputerSystem' -Property 'UserName' -OperationTimeoutSec 20).UserName
            if ($there) { ([Security.Principal.NTAccount]$there).Translate([Security.Principal.SecurityIdentifier]).Value } else { '' }
        }
    }
}

$Sections['programs'] = {
    $result = @{}
    $names = @('DisplayName', 'DisplayVersion', 'Publisher', 'SystemComponent', 'ParentKeyName')
    $machine = Hive 'LocalMachine'
    KeysUnder $result $machine 'HKEY_LOCAL_MACHINE' 'SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall' $names
    KeysUnder $result $machine 'HKEY_LOCAL_MACHINE' 'SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall' $names
    $users = Hive 'Users'
    foreach ($sid in (LoadedUsers)) { KeysUnder $result $users 'HKEY_USERS' "$sid\Software\Microsoft\Windows\CurrentVersion\Uninstall" $names }
}

# Names, and of browsers that show one page only their command line, without what stands before an @.
$Sections['processes'] = {
    $all = @(Get-CimInstance -ClassName 'Win32_Process' -Property 'Name', 'CommandLine' -OperationTimeoutSec 20)
    $kiosk = @($all | Where-Object { $_.CommandLine -match '--kiosk|-k +http|--edge-kiosk' -and $_.CommandLine -notmatch '--type=' } | Select-Object -First 5)
    $result = @{
        names = @($all | ForEach-Object { $_.Name } | Sort-Object -Unique | Select-Object -First 500)
        kiosk = @($kiosk | ForEach-Object { Plain ($_.CommandLine -replace '://[^/@\s]*@', '://') })
    }
}

$Sections['printing'] = {
    $printers = @('Name', 'DriverName', 'PortName', 'PrinterStatus', 'JobCount', 'Shared', 'Type', 'DeviceType', 'Location')
    $ports = @('Name', 'Description', 'PortMonitor', 'PrinterHostAddress', 'PortNumber', 'Protocol', 'LprQueueName', 'SNMPEnabled')
    $result = @{
        printers = Part 'printers' { RowsOf @(Get-Printer) $printers }
        ports = Part 'ports' { RowsOf @(Get-PrinterPort) $ports }
        drivers = Part 'drivers' { RowsOf @(Get-PrinterDriver) @('Name', 'Manufacturer', 'MajorVersion', 'PrinterEnvironment') }
        win32 = Part 'win32' { Rows 'Win32_Printer' @('Name', 'PortName', 'DriverName', 'WorkOffline', 'PrinterStatus', 'PrinterState', 'DetectedErrorState', 'Network', 'Local', 'Shared') }
    }
}

$Sections['pnp'] = {
    $wanted = 'USB', 'Camera', 'Image', 'SmartCardReader', 'SmartCard', 'Printer', 'PrintQueue', 'WSDPrintDevice', 'Ports', 'HIDClass', 'Keyboard', 'Biometric', 'SecurityDevices', 'Battery', 'POSPrinter', 'BarcodeScanner'
    $all = @(Get-CimInstance -ClassName 'Win32_PnPEntity' -OperationTimeoutSec 30)
    $mine = @($all | Where-Object { $wanted -contains $_.PNPClass -or $_.PNPDeviceID -like 'USB\*' })
    $result = RowsOf $mine @('Name', 'PNPDeviceID', 'PNPClass', 'Manufacturer', 'Service', 'HardwareID', 'CompatibleID', 'ConfigManagerErrorCode')
}

$Sections['services'] = {
    $result = Rows 'Win32_Service' @('Name', 'State', 'StartMode', 'ExitCode')
}

$Sections['security'] = {
    $names = @('displayName', 'productState', 'timestamp')
    $result = @{
        antivirus = Part 'antivirus' { Rows 'AntiVirusProduct' $names 'root/SecurityCenter2' }
        firewall = Part 'firewall' { Rows 'FirewallProduct' $names 'root/SecurityCenter2' }
        defender = Part 'defender' { Rows 'MSFT_MpComputerStatus' @('AMServiceEnabled', 'AMRunningMode', 'AntivirusEnabled', 'RealTimeProtectionEnabled', 'AntivirusSignatureLastUpdated', 'AntivirusSignatureVersion', 'IsTamperProtected', 'QuickScanEndTime') 'root/Microsoft/Windows/Defender' }
    }
}

$Sections['firewall'] = {
    $result = RowsOf @(Get-NetFirewallProfile -PolicyStore 'ActiveStore') @('Name', 'Enabled', 'DefaultInboundAction', 'DefaultOutboundAction')
}

$Sections['updates'] = {
    $result = @{
        fixes = Part 'fixes' { Rows 'Win32_QuickFixEngineering' @('HotFixID', 'Description', 'InstalledOn') }
        results = Part 'results' {
            $said = (New-Object -ComObject 'Microsoft.Update.AutoUpdate').Results
            @{ search = Utc $said.LastSearchSuccessDate; install = Utc $said.LastInstallationSuccessDate }
        }
        history = Part 'history' {
            $past = New-Object System.Collections.ArrayList
            $searcher = (New-Object -ComObject 'Microsoft.Update.Session').CreateUpdateSearcher()
            $count = [Math]::Min($searcher.GetTotalHistoryCount(), 60)
            if ($count -gt 0) {
                foreach ($one in $searcher.QueryHistory(0, $count)) {
                    [void]$past.Add(@{ Title = [string]$one.Title; Date = Utc $one.Date; Operation = [int]$one.Operation; ResultCode = [int]$one.ResultCode })
                }
            }
            , $past
        }
    }
}

# Certificates as the registry keeps them, so that no key is opened and no PIN asked for: of each blob the
# certificate (property 32) and who keeps its key (property 2).
$Sections['certificates'] = {
    $stores = New-Object System.Collections.ArrayList
    $machine = Hive 'LocalMachine'
    $users = Hive 'Users'
    [void]$stores.Add(@($machine, 'machine', 'SOFTWARE\Microsoft\SystemCertificates\My\Certificates'))
    foreach ($sid in (LoadedUsers)) { [void]$stores.Add(@($users, $sid, "$sid\Software\Microsoft\SystemCertificates\My\Certificates")) }
    $found = New-Object System.Collections.ArrayList
    foreach ($store in $stores) {
        $key = $store[0].OpenSubKey($store[2])
        if ($null -eq $key) { continue }
        foreach ($thumbprint in @($key.GetSubKeyNames() | Select-Object -First 100)) {
            $blob = $key.OpenSubKey($thumbprint).GetValue('Blob')
            if ($blob -isnot [byte[]] -or $blob.Length -gt 200000) { continue }
            $entry = @{ store = $store[1]; thumbprint = $thumbprint }
            $at = 0
            while ($at + 12 -le $blob.Length) {
                $property = [BitConverter]::ToInt32($blob, $at)
                $length = [BitConverter]::ToInt32($blob, $at + 8)
                if ($length -lt 0 -or $at + 12 + $length -gt $blob.Length) { break }
                if ($property -eq 32) { $entry['der'] = [Convert]::ToBase64String($blob, $at + 12, $length) }
                if ($property -eq 2) { $entry['provider'] = [Convert]::ToBase64String($blob, $at + 12, $length) }
                $at += 12 + $length
            }
            [void]$found.Add($entry)
        }
    }
    $result = $found
}

$Sections['roots'] = {
    $sha = [Security.Cryptography.SHA256]::Create()
    $found = New-Object System.Collections.ArrayList
    $store = New-Object Security.Cryptography.X509Certificates.X509Store('Root', 'LocalMachine')
    $store.Open('ReadOnly')
    foreach ($certificate in $store.Certificates) {
        [void]$found.Add([BitConverter]::ToString($sha.ComputeHash($certificate.RawData)).Replace('-', '').ToLowerInvariant())
    }
    $store.Close()
    $result = @{ sha256 = $found }
}

$Sections['tpm'] = {
    $result = Rows 'Win32_Tpm' @('SpecVersion', 'IsEnabled_InitialValue', 'IsActivated_InitialValue', 'IsOwned_InitialValue', 'ManufacturerIdTxt', 'ManufacturerVersion') 'root/cimv2/Security/MicrosoftTpm'
}

# ulCodePageRange1 (OpenType, table OS/2) of fonts with which administrative documents may be written.
$Sections['fonts'] = {
    function BigEndian($reader, $count) {
        [long]$number = 0
        foreach ($byte in $reader.ReadBytes($count)) { $number = $number * 256 + $byte }
        return $number
    }

    $pages = @{}
    $key = (Hive 'LocalMachine').OpenSubKey('SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts')
    foreach ($font in @($key.GetValueNames() | Where-Object { $_ -match '^(Times New Roman|Liberation Serif|Tinos|Arial|Tahoma|Segoe UI|Calibri|Cambria)[^A-Za-z]' -and $_ -notmatch 'Bold|Italic' })) {
        $file = [string]$key.GetValue($font)
        if (-not [IO.Path]::IsPathRooted($file)) { $file = [IO.Path]::Combine($env:SystemRoot, 'Fonts', $file) }
        Part $font {
            $stream = [IO.File]::Open($file, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]::ReadWrite)
            try {
                $reader = New-Object IO.BinaryReader($stream)
                $start = 0
                if ([Text.Encoding]::ASCII.GetString($reader.ReadBytes(4)) -eq 'ttcf') {
                    [void]$stream.Seek(12, [IO.SeekOrigin]::Begin)
                    $start = BigEndian $reader 4
                }
                [void]$stream.Seek($start + 4, [IO.SeekOrigin]::Begin)
                $tables = BigEndian $reader 2
                for ($number = 0; $number -lt [Math]::Min($tables, 64); $number++) {
                    [void]$stream.Seek($start + 12 + 16 * $number, [IO.SeekOrigin]::Begin)
                    if ([Text.Encoding]::ASCII.GetString($reader.ReadBytes(4)) -eq 'OS/2') {
                        [void](BigEndian $reader 4)
                        $at = BigEndian $reader 4
                        [void]$stream.Seek($at + 78, [IO.SeekOrigin]::Begin)
                        $pages[$font] = BigEndian $reader 4
                    }
                }
            } finally {
                $stream.Close()
            }
        }
    }
    $result = @{ codepages = $pages }
}

$Sections['accounts'] = {
    $result = @{
        users = Part 'users' { Rows 'Win32_UserAccount' @('Name', 'SID', 'Disabled', 'Lockout', 'PasswordRequired') '' 'LocalAccount=TRUE' }
        admins = Part 'admins' {
            $group = Get-CimInstance -ClassName 'Win32_Group' -Filter "LocalAccount=TRUE AND SID='S-1-5-32-544'" -OperationTimeoutSec 20
            RowsOf @(Get-CimAssociatedInstance -InputObject $group -Association 'Win32_GroupUser' -OperationTimeoutSec 20) @('Name', 'Domain', 'SID', 'LocalAccount')
        }
    }
}

$Sections['kiosk'] = {
    $result = @{
        shells = Part 'shells' { Rows 'WESL_UserSetting' @('Sid', 'Shell') 'root/standardcimv2/embedded' }
    }
}

$Sections['smb'] = {
    $result = @{
        features = Part 'features' { Rows 'Win32_OptionalFeature' @('Name', 'InstallState') '' "Name='SMB1Protocol' OR Name='SMB1Protocol-Server' OR Name='SMB1Protocol-Client'" }
        server = Part 'server' { RowsOf @(Get-SmbServerConfiguration) @('EnableSMB1Protocol', 'EnableSMB2Protocol', 'RequireSecuritySignature') }
    }
}

$Sections['ssh'] = {
    $result = @{}
    $file = [IO.Path]::Combine($env:ProgramData, 'ssh', 'sshd_config')
    if ([IO.File]::Exists($file)) {
        $lines = @([IO.File]::ReadAllLines($file) | Where-Object { $_ -match '^\s*[^#\s]' } | Select-Object -First 2000)
        $result[$file] = $lines -join "`n"
    }
}

$Sections['power'] = {
    $result = Rows 'Win32_Battery' @('Name', 'DeviceID', 'BatteryStatus', 'EstimatedChargeRemaining', 'EstimatedRunTime', 'Status', 'Chemistry')
}

$Sections['files'] = {
    $found = New-Object System.Collections.ArrayList
    $sha = [Security.Cryptography.SHA256]::Create()
    foreach ($path in @($Shared.Asks.files | Where-Object { $_ } | Select-Object -First 500)) {
        $entry = @{ path = [string]$path; exists = [IO.File]::Exists($path) -or [IO.Directory]::Exists($path) }
        if ([IO.File]::Exists($path)) {
            Part $path {
                $entry['owner'] = [string](Get-Acl -LiteralPath $path).Owner
                $stream = [IO.File]::Open($path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]::ReadWrite)
                try {
                    if ($stream.Length -le 33554432) { $entry['sha256'] = [BitConverter]::ToString($sha.ComputeHash($stream)).Replace('-', '').ToLowerInvariant() }
                } finally {
                    $stream.Close()
                }
            }
        }
        [void]$found.Add($entry)
    }
    $result = $found
}

# One named service as this machine reaches it; $Name is its number. What is known so far stands in
# $Shared.Reached at every moment, so that a time limit takes nothing away.
$Endpoint = {
    $entry = $Shared.Reached[$Name]
    $watch = [Diagnostics.Stopwatch]::StartNew()

    function Left() {
        return [int][Math]::Max(50, $Shared.EndpointMs - $watch.ElapsedMilliseconds)
    }

    function Connected($address, $port) {
        $client = New-Object Net.Sockets.TcpClient($address.AddressFamily)
        $waiting = $client.BeginConnect($address, $port, $null, $null)
        if (-not $waiting.AsyncWaitHandle.WaitOne((Left))) {
            $client.Close()
            throw 'no answer in time'
        }
        $client.EndConnect($waiting)
        return $client
    }

    function Secured($stream, $server) {
        $check = [Net.Security.RemoteCertificateValidationCallback] {
            param($sender, $certificate, $chain, $problems)
            $entry['certificate'] = [Convert]::ToBase64String($certificate.GetRawCertData())
            if ($problems -ne [Net.Security.SslPolicyErrors]::None) { $entry['refused'] = [string]$problems }
            return $problems -eq [Net.Security.SslPolicyErrors]::None
        }
        $secure = New-Object Net.Security.SslStream($stream, $false, $check)
        # Windows PowerShell's own choice is TLS 1.0; 3072 is TLS 1.2.
        $secure.AuthenticateAsClient($server, $null, [Security.Authentication.SslProtocols]3072, $false)
        return $secure
    }

    function Attempt($method, $uri) {
        $entry['stage'] = 'dns'
        $addresses = @([Net.Dns]::GetHostAddresses($uri.DnsSafeHost) | Select-Object -First 4)
        $entry['stage'] = 'tcp'
        $client = $null
        $trouble = 'no address'
        foreach ($address in $addresses) {
            try {
                $client = Connected $address $uri.Port
                break
            } catch {
                $trouble = Why $_
            }
        }
        if ($null -eq $client) { throw $trouble }
        try {
            $stream = $client.GetStream()
            $stream.ReadTimeout = Left
            $stream.WriteTimeout = Left
            if ($uri.Scheme -eq 'https') {
                $entry['stage'] = 'tls'
                $stream = Secured $stream $uri.DnsSafeHost
            }
            $entry['stage'] = 'http'
            $head = "$method $($uri.PathAndQuery) HTTP/1.1`r`nHost: $($uri.Authority)`r`nUser-Agent: auditor`r`nAccept: */*`r`nConnection: close`r`n`r`n"
            $bytes = [Text.Encoding]::UTF8.GetBytes($head)
            $stream.Write($bytes, 0, $bytes.Length)
            $buffer = New-Object 'byte[]' 4096
            $count = $stream.Read($buffer, 0, $buffer.Length)
            $said = [Text.Encoding]::ASCII.GetString($buffer, 0, $count)
            if ($said -match '^HTTP/[0-9.]+ ([0-9]{3})') { return [int]$Matches[1] }
            return $null
        } finally {
            $client.Close()
        }
    }

    try {
        $uri = [Uri]$entry['url']
        if ($uri.Scheme -ne 'http' -and $uri.Scheme -ne 'https') { throw 'not an http or https address' }
        $status = Attempt 'HEAD' $uri
        if ($null -eq $status) { $status = Attempt 'GET' $uri }
        if ($null -eq $status) {
            $entry['error'] = 'no HTTP answer'
        } else {
            $entry['http_status'] = $status
            $entry['error'] = ''
            $entry['stage'] = 'ok'
        }
    } catch {
        $entry['error'] = Why $_
        if ($entry['refused']) { $entry['error'] = $entry['refused'] }
    }
    $entry['ms'] = $watch.Elapsed.TotalMilliseconds
    $result = $null
}

# --- running ----------------------------------------------------------------------------------------------------

# Seconds of each section; those that are known to be slow on an old PC have more.
$Limits = @{ license = 40; pnp = 40; updates = 40; printing = 30; smb = 30; accounts = 30; processes = 30 }
$DefaultLimit = 25

$Asks = New-Object PSObject
if ($AsksBase64) { $Asks = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($AsksBase64)) | ConvertFrom-Json }
$EndpointMs = 5000
if ($Asks.limits.endpoint_s) { $EndpointMs = [int]([double]$Asks.limits.endpoint_s * 1000) }

$Shared = [hashtable]::Synchronized(@{
    Asks = $Asks
    EndpointMs = $EndpointMs
    Began = [hashtable]::Synchronized(@{})
    Done = [hashtable]::Synchronized(@{})
    Errors = [hashtable]::Synchronized(@{})
    Reached = [hashtable]::Synchronized(@{})
    Cut = [Collections.ArrayList]::Synchronized((New-Object System.Collections.ArrayList))
})

$Before = "param(`$Shared, `$Name)`n" + $Common.ToString() + "`n" + @'
$Shared.Began[$Name] = [DateTime]::UtcNow
$result = $null
try {
    $null = . {
'@
$After = @'
    }
    $out = New-Object Text.StringBuilder
    Json $result $out 0
    $Shared.Done[$Name] = $out.ToString()
} catch {
    $Shared.Errors[$Name] = Why $_
}
'@

function Begun($pool, $name, $body, $seconds) {
    $shell = [PowerShell]::Create()
    $shell.RunspacePool = $pool
    [void]$shell.AddScript($Before + "`n" + $body.ToString() + "`n" + $After).AddArgument($Shared).AddArgument($name)
    return @{ Name = $name; Shell = $shell; Handle = $shell.BeginInvoke(); Seconds = $seconds; Open = $true }
}

$Jobs = New-Object System.Collections.ArrayList
$Endpoints = @($Asks.endpoints | Where-Object { $_ } | Select-Object -First 50)
if ($Endpoints.Count -gt 0) {
    $Ways = [Management.Automation.Runspaces.RunspaceFactory]::CreateRunspacePool(1, 12)
    $Ways.Open()
    for ($number = 0; $number -lt $Endpoints.Count; $number++) {
        $each = $Endpoints[$number]
        $Shared.Reached["$number"] = [hashtable]::Synchronized(@{ name = [string]$each.name; url = [string]$each.url; essential = ($each.essential -ne $false); stage = 'dns'; error = 'no answer in time' })
        [void]$Jobs.Add((Begun $Ways "$number" $Endpoint ($EndpointMs / 1000 + 3)))
    }
}
$Pool = [Management.Automation.Runspaces.RunspaceFactory]::CreateRunspacePool(1, $AtOnce)
$Pool.Open()
foreach ($section in @($Sections.Keys)) {
    $seconds = $DefaultLimit
    if ($Limits.ContainsKey($section)) { $seconds = $Limits[$section] }
    [void]$Jobs.Add((Begun $Pool $section $Sections[$section] $seconds))
}

while (@($Jobs | Where-Object { $_.Open }).Count -gt 0 -and $Watch.ElapsedMilliseconds -lt $TotalLimitMs) {
    foreach ($job in @($Jobs | Where-Object { $_.Open })) {
        if ($job.Handle.IsCompleted) {
            $job.Open = $false
        } elseif ($Shared.Began.ContainsKey($job.Name) -and ([DateTime]::UtcNow - $Shared.Began[$job.Name]).TotalSeconds -gt $job.Seconds) {
            $Shared.Errors[$job.Name] = 'time limit'
            $job.Open = $false
            [void]$job.Shell.BeginStop($null, $null)
        }
    }
    Start-Sleep -Milliseconds 40
}
foreach ($job in @($Jobs | Where-Object { $_.Open })) { $Shared.Errors[$job.Name] = 'time limit' }
foreach ($job in $Jobs) {
    if (-not $Shared.Done.ContainsKey($job.Name) -and -not $Shared.Errors.ContainsKey($job.Name)) {
        $Shared.Errors[$job.Name] = "ended without an answer: $($job.Shell.InvocationStateInfo.Reason)"
    }
}

# --- the answer -------------------------------------------------------------------------------------------------

. $Common
$Name = 'answer'
$Out = New-Object Text.StringBuilder
$Me = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
$Told = New-Object System.Collections.ArrayList
for ($number = 0; $number -lt $Endpoints.Count; $number++) {
    $Shared.Errors.Remove("$number")
    [void]$Told.Add($Shared.Reached["$number"].Clone())
}
[void]$Out.Append('{"version":1,"probe":"windows","clock":')
Json $Clock $Out 0
[void]$Out.Append(',"elevated":')
Json ($Me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) $Out 0
[void]$Out.Append(',"powershell":' + (Quoted ([string]$PSVersionTable.PSVersion)) + ',"sections":{"endpoints":')
Json $Told $Out 0
foreach ($section in @($Sections.Keys)) {
    if ($Shared.Done.ContainsKey($section) -and $Shared.Errors[$section] -ne 'time limit') {
        [void]$Out.Append(',' + (Quoted $section) + ':' + $Shared.Done[$section])
    }
}
[void]$Out.Append('},"errors":')
Json ($Shared.Errors.Clone()) $Out 0
[void]$Out.Append(',"cut":')
Json @($Shared.Cut.ToArray()) $Out 0
[void]$Out.Append(',"took":')
Json ($Watch.Elapsed.TotalSeconds) $Out 0
[void]$Out.Append('}')

$Bytes = [Text.Encoding]::ASCII.GetBytes($Out.ToString())
$Memory = New-Object IO.MemoryStream
$Zip = New-Object IO.Compression.GZipStream($Memory, [IO.Compression.CompressionMode]::Compress)
$Zip.Write($Bytes, 0, $Bytes.Length)
$Zip.Close()
$Text = [Convert]::ToBase64String($Memory.ToArray())
'AUDITORW1 BEGIN'
for ($at = 0; $at -lt $Text.Length; $at += 64) { $Text.Substring($at, [Math]::Min(64, $Text.Length - $at)) }
'AUDITORW1 END ' + $Text.Length
