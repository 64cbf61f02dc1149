"""What a ScannerCapabilities document says in its less usual forms."""

from auditor.parsers.escl import parse

RANGE = """<scan:ScannerCapabilities xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03"><scan:Platen>
<scan:PlatenInputCaps><scan:SettingProfiles><scan:SettingProfile><scan:SupportedResolutions>
<scan:ResolutionRange><scan:XResolutionRange><scan:Min>75</scan:Min><scan:Max>400</scan:Max>
<scan:Normal>300</scan:Normal><scan:Step>150</scan:Step></scan:XResolutionRange></scan:ResolutionRange>
</scan:SupportedResolutions></scan:SettingProfile></scan:SettingProfiles></scan:PlatenInputCaps></scan:Platen>
</scan:ScannerCapabilities>"""


def test_a_range_of_resolutions_holds_its_end_and_its_usual_one_whatever_the_step():
    assert parse(RANGE.encode()).facts["scanner.resolutions"] == [75, 225, 300, 375, 400]
