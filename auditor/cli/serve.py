"""``auditor serve``: the stored runs in a browser."""

import click

from auditor.cli import common
from auditor.i18n import _


@click.command(
    help=_(
        "Show the stored runs in a browser: province, communes, counters, devices, findings, and an audit"
        " while it runs. Without options on this machine alone; accounts: auditor account."
        "\n\n\b\nExamples:\n  auditor serve\n"
        "  auditor serve --host 192.0.2.10 --port 443 --cert dashboard.pem --key dashboard.key\n"
        "  auditor serve --behind-proxy 127.0.0.1 --public-url https://auditor.example.vn"
    )
)
@click.option("--host", metavar=_("ADDRESS"), help=_("Address to serve on (default: this machine alone)."))
@click.option("--port", type=click.IntRange(1, 65535), help=_("Port to serve on."))
@click.option("--cert", metavar=_("FILE"), help=_("Certificate for TLS, as PEM."))
@click.option("--key", metavar=_("FILE"), help=_("The certificate's key, as PEM."))
@click.option(
    "--behind-proxy",
    metavar=_("ADDRESSES"),
    help=_("Addresses of the proxy that speaks TLS before this server, separated by commas."),
)
@click.option("--public-url", metavar="URL", help=_("The address that readers type."))
@click.option("--workers", type=click.IntRange(1, 32), help=_("Processes that serve."))
def command(
    host: str | None,
    port: int | None,
    cert: str | None,
    key: str | None,
    behind_proxy: str | None,
    public_url: str | None,
    workers: int | None,
) -> None:
    from auditor.web import server
    from auditor.web.options import Serving
    from auditor.web.workers import serve

    workspace = common.workspace(
        serve_host=host,
        serve_port=port,
        serve_cert=cert,
        serve_key=key,
        serve_proxies=behind_proxy,
        public_url=public_url,
        serve_workers=workers,
    )
    serving = Serving.of(workspace)
    accounts = server.accounts_exist(serving)
    serving.check(accounts)
    server.check_certificate(serving)
    with server.bound(serving) as listening:
        click.echo(_("the dashboard is at {url}").format(url=serving.url))
        if not accounts:
            click.echo(_("there is no account yet; this address lets you in, once, within an hour:"))
            click.echo(f"  {server.invitation(serving)}")
        click.echo(_("it ends with Ctrl-C"))
        serve(serving, listening)
