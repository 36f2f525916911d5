//! Reads one kind of pickle without executing anything: `{name: [kernel, bias]}` of NumPy float32 arrays.
//!
//! A pickle is a program. This is a reader of exactly the opcodes that such a file needs; every
//! global but NumPy's array, its reconstruction and its dtype is refused, and so is any other opcode.

mod cursor;
mod error;
mod machine;
mod numpy;
mod value;

pub use error::PickleError;
pub use value::NpArray;

use machine::Machine;

/// One entry of the file: its name and its arrays, in the file's order.
pub type Entry = (String, Vec<NpArray>);

/// Reads the whole pickle.
///
/// # Errors
/// Anything that is not a dictionary from text to lists of little-endian float32 arrays.
pub fn read_arrays(data: &[u8]) -> Result<Vec<Entry>, PickleError> {
    Machine::new(data).run()
}

#[cfg(test)]
mod tests;
