"""A network as the rows that the store keeps."""

from catalogue.network_store import BranchRow, InstallationRow, LibraryRow, NetworkRows
from holdings.libraries import load_network


def network_rows(text: str) -> NetworkRows:
    """The rows of the network that a TOML text describes; raises NetworkError.

    An installation's own descriptions are records of a source with the installation's name.
    """
    network = load_network(text)
    return NetworkRows(
        text=text,
        libraries=[
            LibraryRow(isil, row.name, row.province, row.poi, row.model_dump_json())
            for isil, row in network.libraries.items()
        ],
        branches=[
            BranchRow(isil, row.library, row.name, row.kind, row.model_dump_json())
            for isil, row in network.branches.items()
        ],
        installations=[
            InstallationRow(name, row.profile, name, row.isils)
            for name, row in network.installations.items()
        ],
    )
