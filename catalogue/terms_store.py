"""What each source allows, kept where every writer of a manifestation can ask."""

from collections.abc import Mapping

from catalogue.database import Connection


def keep_terms(connection: Connection, terms: Mapping[tuple[str, str], str]) -> int:
    """Let (source, field group) allow exactly this, where it does not yet; how many rows changed.

    Sources that are not given keep theirs.
    """
    with connection.transaction():
        return connection.execute(
            "INSERT INTO source_terms AS kept SELECT * FROM"
            " unnest(%s::text[], %s::text[], %s::text[])"
            " ON CONFLICT (source, field_group) DO UPDATE SET may = excluded.may"
            " WHERE kept.may <> excluded.may",
            (
                [source for source, _ in terms],
                [group for _, group in terms],
                list(terms.values()),
            ),
        ).rowcount
