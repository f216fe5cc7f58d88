//! Sound source records to the catalogue's model, as `normalize.read.normalize_record` reads them.
//!
//! The package `normalize` is what decides; this reads the same records several times sooner, and
//! declines every record that it might read otherwise: that one is left to `normalize`. Tables,
//! and what each character is for comparing, come from Python, so that there is one of each.

mod carrier_confidence;
mod carriers;
mod copies;
mod dialect;
mod fields;
mod identifiers;
mod imprints;
mod iso2709;
mod leaks;
mod model;
mod numbering;
mod numbers;
mod other_scripts;
mod people;
mod phrases;
mod pica;
mod quality;
mod read;
mod reading;
mod relations;
mod rules;
mod text;
mod title_articles;
mod titles;
mod topics;
mod volumes;
mod xml;

use std::panic::{AssertUnwindSafe, catch_unwind};

use mimalloc::MiMalloc;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::dialect::Dialect;

/// A record is many short texts, which the allocator of the C library is slow to give.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// What a record is not read for: `normalize` reads it.
pub struct Decline;

/// A result, or the whole record declined.
pub type Read<T> = Result<T, Decline>;

/// One dialect, ready to read.
#[pyclass(frozen)]
struct Reader {
    dialect: Dialect,
}

#[pymethods]
impl Reader {
    /// `config`: the dialect and the tables as JSON (`normalize.accelerated`).
    #[new]
    fn new(config: &[u8]) -> PyResult<Self> {
        let dialect =
            Dialect::new(config).map_err(|problem| PyValueError::new_err(problem.to_string()))?;
        Ok(Self { dialect })
    }

    /// The outcome of one record as JSON of `catalogue.outcomes.Normalized`; None where declined.
    ///
    /// `number`: the control number, or empty where the record is to be asked for its own.
    #[pyo3(signature = (payload, format, source, number, assigned))]
    fn read<'py>(
        &self,
        py: Python<'py>,
        payload: &[u8],
        format: &str,
        source: &str,
        number: &str,
        assigned: bool,
    ) -> Option<Bound<'py, PyBytes>> {
        let json = unless_it_panics(|| {
            read::normalized(&self.dialect, payload, format, source, number, assigned)
        });
        json.ok().map(|json| PyBytes::new(py, &json))
    }

    /// The control number that a record states; None where declined, or where it states none.
    fn number(&self, payload: &[u8], format: &str) -> Option<String> {
        let number = unless_it_panics(|| read::number_of(&self.dialect, payload, format));
        number.ok().filter(|number| !number.is_empty())
    }
}

/// What `read` gives; a fault in it declines the record, as anything unforeseen does.
fn unless_it_panics<T>(read: impl FnOnce() -> Read<T>) -> Read<T> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(Decline))
}

/// Tell what each character is (JSON of `normalize.accelerated`), once before the first `Reader`.
#[pyfunction]
fn prepare(signs: &[u8]) -> PyResult<()> {
    let signs =
        serde_json::from_slice(signs).map_err(|fault| PyValueError::new_err(fault.to_string()))?;
    text::prepare(signs);
    Ok(())
}

#[pymodule]
fn spil_accelerator(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("REFERENCE", option_env!("SPIL_REFERENCE").unwrap_or_default())?;
    module.add_function(wrap_pyfunction!(prepare, module)?)?;
    module.add_class::<Reader>()
}
