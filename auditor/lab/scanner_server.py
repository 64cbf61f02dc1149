"""An eSCL scanner (Mopria eSCL specification 2.97): capabilities, status, jobs, and a page that nobody wrote.

    python3 scanner_server.py --port 80 --state /etc/lab/scanner.json

The state file is read anew for each request, so what it says changes while the scanner runs; what it leaves
out is as in STATE. It runs inside the lab by the image's own Python, so it may import nothing of ours. The
model is fictional; the documents have the shape of those that office machines send.
"""

import argparse
import http.server
import json
import threading
import time
import uuid
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree

from scanner_page import page  # type: ignore[import-not-found]  # beside this script, wherever it is

STATE: dict[str, Any] = {
    "model": "PASC ScanLine 200",
    "serial": "PSL2000001",
    "uuid": "7d1f7a52-0d0c-4f0e-9a51-5a4353414e01",
    "state": "Idle",
    "feeder_state": "ScannerAdfEmpty",
    "platen": True,
    "feeder": True,
    "duplex": True,
    "color_modes": ["Grayscale8", "RGB24"],
    "formats": ["application/pdf", "image/jpeg"],
    "resolutions": [75, 100, 150, 200, 300, 600],
    "max_width": 2550,
    "max_height": 3508,
    "sheets": 1,
    # What the test page is made like, whatever was asked for.
    "page": "paper",
    "gives_dpi": 0,
    "gives_mode": "",
    "pdf_version": "1.4",
    "refuses": False,
    "page_s": 0.0,
}
"""A healthy scanner. *page* is paper, black, or none (a job without a page)."""

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<scan:{name} xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"'
    ' xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03">\n  <pwg:Version>2.63</pwg:Version>\n'
)


# ── documents ────────────────────────────────────────────────────────────────────────────────────


def tag(name: str, *inner: object) -> str:
    """An XML element around *inner*, on a line of its own."""
    return f"<{name}>{''.join(str(each) for each in inner)}</{name}>\n"


def capabilities(said: dict[str, Any]) -> str:
    places = []
    if said["platen"]:
        places.append(tag("scan:Platen", tag("scan:PlatenInputCaps", *source(said))))
    if said["feeder"]:
        options = ["DetectPaperLoaded", *(["Duplex"] if said["duplex"] else [])]
        duplex = [tag("scan:AdfDuplexInputCaps", *source(said))] if said["duplex"] else []
        feeder = [
            tag("scan:AdfSimplexInputCaps", *source(said)),
            *duplex,
            tag("scan:FeederCapacity", 50),
            tag("scan:AdfOptions", *(tag("scan:AdfOption", each) for each in options)),
        ]
        places.append(tag("scan:Adf", *feeder))
    head = HEAD.format(name="ScannerCapabilities")
    own = tag("pwg:MakeAndModel", said["model"]) + tag("pwg:SerialNumber", said["serial"])
    own += tag("scan:UUID", said["uuid"]) + tag("scan:AdminURI", "/")
    return head + own + "".join(places) + "</scan:ScannerCapabilities>\n"


def source(said: dict[str, Any]) -> list[str]:
    formats = [tag("pwg:DocumentFormat", each) for each in said["formats"]]
    formats += [tag("scan:DocumentFormatExt", each) for each in said["formats"]]
    resolutions = [
        tag("scan:DiscreteResolution", tag("scan:XResolution", dpi), tag("scan:YResolution", dpi))
        for dpi in said["resolutions"]
    ]
    profile = tag(
        "scan:SettingProfile",
        tag("scan:ColorModes", *(tag("scan:ColorMode", each) for each in said["color_modes"])),
        tag("scan:ContentTypes", tag("pwg:ContentType", "Text"), tag("pwg:ContentType", "Photo")),
        tag("scan:DocumentFormats", *formats),
        tag("scan:SupportedResolutions", tag("scan:DiscreteResolutions", *resolutions)),
        tag("scan:ColorSpaces", tag("scan:ColorSpace", "sRGB")),
    )
    optical = max(said["resolutions"])
    return [
        tag("scan:MinWidth", 150),
        tag("scan:MaxWidth", said["max_width"]),
        tag("scan:MinHeight", 150),
        tag("scan:MaxHeight", said["max_height"]),
        tag("scan:MaxScanRegions", 1),
        tag("scan:SettingProfiles", profile),
        tag("scan:SupportedIntents", tag("scan:Intent", "Document"), tag("scan:Intent", "TextAndGraphic")),
        tag("scan:MaxOpticalXResolution", optical),
        tag("scan:MaxOpticalYResolution", optical),
    ]


def status(said: dict[str, Any], jobs: "dict[str, Job]") -> str:
    busy = any(job.state == "Processing" for job in jobs.values())
    state = "Processing" if busy and said["state"] == "Idle" else said["state"]
    told = tag("pwg:State", state)
    if said["feeder"]:
        told += tag("scan:AdfState", said["feeder_state"])
    told += tag("scan:Jobs", *(job.told() for job in jobs.values()))
    return HEAD.format(name="ScannerStatus") + told + "</scan:ScannerStatus>\n"


class Job:
    """A scan job: what was asked for, pages left, pages given, when it was made."""

    def __init__(self, asked: dict[str, str], pages: int) -> None:
        self.id = str(uuid.uuid4())
        self.asked, self.pages, self.given = asked, pages, 0
        self.state, self.reason = "Processing", "JobScanning"
        self.made = time.monotonic()

    def end(self, state: str, reason: str) -> None:
        if self.state == "Processing":
            self.state, self.reason = state, reason

    def told(self) -> str:
        return tag(
            "scan:JobInfo",
            tag("pwg:JobUri", f"/eSCL/ScanJobs/{self.id}"),
            tag("pwg:JobUuid", self.id),
            tag("scan:Age", int(time.monotonic() - self.made)),
            tag("pwg:ImagesCompleted", self.given),
            tag("pwg:ImagesToTransfer", self.pages),
            tag("pwg:JobState", self.state),
            tag("pwg:JobStateReasons", tag("pwg:JobStateReason", self.reason)),
        )


# ── service ──────────────────────────────────────────────────────────────────────────────────────


def settings(body: bytes) -> dict[str, str]:
    """What a ScanSettings document asks for, by the names of its elements."""
    root = ElementTree.fromstring(body)  # noqa: S314  (a lab's scanner, asked by nobody else)
    told = {each.tag.rpartition("}")[2]: each.text or "" for each in root.iter()}
    asked = {"ColorMode": "RGB24", "DocumentFormat": "image/jpeg", "XResolution": "300"}
    asked |= {"InputSource": "Platen", "Width": "2480", "Height": "3508"}
    asked |= {name: text.strip() for name, text in told.items() if text.strip()}
    asked["DocumentFormat"] = asked.get("DocumentFormatExt", asked["DocumentFormat"])
    return asked


class Scanner(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "PASC-HTTP/1.0"
    timeout = 30
    file = ""
    jobs: ClassVar[dict[str, Job]] = {}
    lock = threading.Lock()

    @property
    def said(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(Path(self.file).read_text("utf-8"))
        return STATE | told

    def do_GET(self) -> None:
        if self.path == "/eSCL/ScannerCapabilities":
            self.answer(200, capabilities(self.said).encode(), "text/xml")
        elif self.path == "/eSCL/ScannerStatus":
            self.answer(200, status(self.said, self.jobs).encode(), "text/xml")
        elif self.path.endswith("/NextDocument"):
            self.next_document()
        else:
            self.answer(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.rstrip("/") == "/eSCL/ScanJobs":
            with self.lock:
                self.new_job(body)
        else:
            self.answer(404)

    def new_job(self, body: bytes) -> None:
        said = self.said
        busy = any(job.state == "Processing" for job in self.jobs.values())
        try:
            asked = settings(body)
            possible = able(said, asked)
        except (ElementTree.ParseError, ValueError):
            self.answer(400)
            return
        if said["state"] != "Idle" or said["refuses"] or busy:
            self.answer(503)
        elif not possible:
            self.answer(409)
        else:
            job = Job(asked, pages(said, asked))
            for old in list(self.jobs)[:-9]:
                del self.jobs[old]
            self.jobs[job.id] = job
            host = self.headers.get("Host", "localhost")
            self.answer(201, headers={"Location": f"http://{host}/eSCL/ScanJobs/{job.id}"})

    def do_DELETE(self) -> None:
        job = self.job()
        if job:
            job.end("Canceled", "JobCanceledByUser")
        self.answer(200 if job else 404)

    def next_document(self) -> None:
        job = self.job()
        if job is None or not job.pages:
            if job:
                job.end("Completed", "JobCompletedSuccessfully")
            self.answer(404)
            return
        said = self.said
        time.sleep(said["page_s"])
        job.pages -= 1
        job.given += 1
        self.answer(200, page(said, job.asked), job.asked["DocumentFormat"])
        if not job.pages:
            job.end("Completed", "JobCompletedSuccessfully")

    def job(self) -> "Job | None":
        parts = self.path.split("/")
        return self.jobs.get(parts[3]) if len(parts) > 3 and parts[2] == "ScanJobs" else None

    def answer(
        self, code: int, body: bytes = b"", kind: str = "", headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def able(said: dict[str, Any], asked: dict[str, str]) -> bool:
    """Whether the scanner can do what the job *asked* for."""
    place = "platen" if asked["InputSource"] == "Platen" else "feeder"
    return (
        said[place]
        and asked["ColorMode"] in said["color_modes"]
        and asked["DocumentFormat"] in said["formats"]
        and int(asked["XResolution"]) in said["resolutions"]
        and int(asked["Width"]) <= said["max_width"]
        and int(asked["Height"]) <= said["max_height"]
    )


def pages(said: dict[str, Any], asked: dict[str, str]) -> int:
    """How many pages it has for the job: of the platen one, of the feeder what lies in it."""
    if said["page"] == "none":
        return 0
    if asked["InputSource"] == "Platen":
        return 1
    return said["sheets"] if said["feeder_state"] == "ScannerAdfLoaded" else 0


def main() -> None:
    parser = argparse.ArgumentParser(description="an eSCL scanner")
    parser.add_argument("--host", default="")
    parser.add_argument("--port", type=int, default=80)
    parser.add_argument("--state", required=True)
    given = parser.parse_args()
    Scanner.file = given.state
    with http.server.ThreadingHTTPServer((given.host, given.port), Scanner) as server:
        server.daemon_threads = True
        print(server.server_address[1], flush=True)  # noqa: T201  (who starts it with port 0 learns it here)
        server.serve_forever()


if __name__ == "__main__":
    main()
