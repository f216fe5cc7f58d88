"""The errors that stop a step, one class per boundary.

SpilError
├── SettingsError          a setting or the machine is not fit
├── SourceError            a source does not answer as its protocol says
├── UnreadableRecord       a record cannot be read (becomes a `Rejected`)
├── UnwritableRecord       a description does not fit in a format
├── UnreadableXml          bytes are not the XML we accept
├── CatalogueError         the store cannot do it
│   ├── StoreUnavailable   PostgreSQL does not answer
│   ├── WrongSchema        another schema version
│   ├── StepLocked         another run holds the lock
│   └── UnknownId          no manifestation or work has this id
│       └── WithdrawnId    it had, and no source describes it any more
├── LandingError           the landing zone cannot be written or read
├── SearchError            the search cluster cannot do it
│   ├── SearchUnavailable  Elasticsearch does not answer
│   ├── IncompleteIndex    a build does not hold what the catalogue holds
│   └── NothingToRollBack  no earlier build is kept
├── QueryError             a search request cannot be understood
├── NetworkError           libraries, hubs or vans are not described well
├── UnknownBranch          no branch has this ISIL
├── ServiceError           an embedded server cannot be started or stopped
├── BatchError             a Spark job failed
└── AccessDenied           the key is not meant for this
    └── KeyMissing         no key, a wrong one, or a revoked one
"""


class SpilError(Exception):
    """Base of every foreseen failure: one sentence that names what to do."""


class SettingsError(SpilError):
    """A setting or the machine is not fit for what was asked."""


class SourceError(SpilError):
    """A source does not answer as its protocol says."""


class UnreadableRecord(SpilError):
    """A record cannot be read."""


class UnwritableRecord(SpilError):
    """A description does not fit in the format that was asked for."""


class UnreadableXml(SpilError):
    """Bytes are not well-formed XML, too large, or hold what we refuse."""


class CatalogueError(SpilError):
    """The store cannot do what was asked."""


class StoreUnavailable(CatalogueError):
    """PostgreSQL does not answer."""


class WrongSchema(CatalogueError):
    """The database has another schema version than this program."""


class StepLocked(CatalogueError):
    """Another run of the same step holds the lock."""


class UnknownId(CatalogueError):
    """No manifestation or work has this id."""


class WithdrawnId(UnknownId):
    """No source describes what has this id any more."""


class LandingError(SpilError):
    """The landing zone cannot be written or read."""


class SearchError(SpilError):
    """The search cluster cannot do what was asked."""


class SearchUnavailable(SearchError):
    """Elasticsearch does not answer."""


class IncompleteIndex(SearchError):
    """A build does not hold what the catalogue holds."""


class NothingToRollBack(SearchError):
    """No earlier build is kept."""


class QueryError(SpilError):
    """A search request cannot be understood."""


class NetworkError(SpilError):
    """Libraries, hubs or vans are not described well."""


class UnknownBranch(SpilError):
    """No branch has this ISIL."""


class ServiceError(SpilError):
    """An embedded server cannot be started or stopped."""


class BatchError(SpilError):
    """A Spark job failed."""


class AccessDenied(SpilError):
    """The key is not meant for this."""


class KeyMissing(AccessDenied):
    """No key was sent, or one that is wrong or revoked."""
