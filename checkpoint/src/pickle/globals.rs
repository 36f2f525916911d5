//! What a pickle may import. They are names here, never code.

use super::Dtype;

/// What an import is to a state dict.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Global {
    /// A dictionary of some kind.
    Map,
    /// `_rebuild_tensor` of PyTorch 0.1 to 0.3, and `_rebuild_tensor_v2` since: their first four
    /// arguments are the same.
    RebuildTensor,
    /// Of a tensor around which something is wrapped.
    RebuildParameter,
    /// A function, a type and the function's arguments.
    RebuildFromType,
    /// The class of a parameter, as PyTorch 0.1 to 0.3 name it.
    Parameter,
    /// A tuple around a tuple.
    Size,
    /// Makes an object of its first argument.
    NewObject,
    Storage(Dtype),
    /// Makes an empty array of NumPy, to be filled.
    Array,
    /// How the numbers of such an array are stored.
    ArrayType(Dtype),
    /// Of a tensor that is no plain numbers.
    Refused(Dtype),
    /// Anything else, such as the state of a training.
    Foreign,
}

/// What the import is, or none for one that runs programs or opens files: a file that holds it was
/// made to do harm, and nothing in it is to be trusted.
pub(super) fn named(module: &str, name: &str) -> Option<Global> {
    if is_harmful(module, name) {
        return None;
    }
    if let Some(dtype) = storage(module, name) {
        return Some(Global::Storage(dtype));
    }
    Some(match (module, name) {
        ("collections", "OrderedDict" | "defaultdict" | "Counter")
        | ("builtins" | "__builtin__", "dict") => Global::Map,
        ("torch._utils", "_rebuild_tensor_v2" | "_rebuild_tensor") => Global::RebuildTensor,
        ("torch._utils", "_rebuild_parameter" | "_rebuild_parameter_with_state") => {
            Global::RebuildParameter
        }
        ("torch._tensor" | "torch.tensor", "_rebuild_from_type_v2" | "_rebuild_from_type") => {
            Global::RebuildFromType
        }
        ("torch.nn.parameter", "Parameter" | "Buffer")
        | ("torch.nn", "Parameter")
        | ("torch.autograd.variable" | "torch.autograd", "Variable") => Global::Parameter,
        ("torch", "Size") => Global::Size,
        ("copyreg" | "copy_reg", "__newobj__" | "_reconstructor") => Global::NewObject,
        ("numpy.core.multiarray" | "numpy._core.multiarray", "_reconstruct") => Global::Array,
        ("numpy", "dtype") => Global::ArrayType(Dtype::Strange),
        ("torch._utils", name) => match refused(name) {
            Some(dtype) => Global::Refused(dtype),
            None => Global::Foreign,
        },
        _ => Global::Foreign,
    })
}

fn refused(rebuild: &str) -> Option<Dtype> {
    Some(match rebuild {
        "_rebuild_qtensor" => Dtype::Quantised { bytes: 1 },
        "_rebuild_sparse_tensor" | "_rebuild_sparse_csr_tensor" => Dtype::Sparse,
        "_rebuild_meta_tensor_no_storage" => Dtype::Nowhere,
        "_rebuild_tensor_v3" => Dtype::Strange,
        name if name.starts_with("_rebuild_") => Dtype::Foreign,
        _ => return None,
    })
}

fn storage(module: &str, name: &str) -> Option<Dtype> {
    if !matches!(module, "torch" | "torch.cuda" | "torch.storage") {
        return None;
    }
    let other = |bytes| Dtype::Other { bytes };
    Some(match name.strip_suffix("Storage")? {
        "Float" => Dtype::Float32,
        "Half" => Dtype::Float16,
        "BFloat16" => Dtype::Bfloat16,
        "Double" => Dtype::Float64,
        "Long" | "ComplexFloat" => other(8),
        "Int" => other(4),
        "Short" => other(2),
        "Char" | "Byte" | "Bool" | "Untyped" => other(1),
        "ComplexDouble" => other(16),
        "QInt8" | "QUInt8" | "QUInt4x2" | "QUInt2x4" => Dtype::Quantised { bytes: 1 },
        "QInt32" => Dtype::Quantised { bytes: 4 },
        _ => return None,
    })
}

/// Modules that reach out of the file, whatever is taken of them.
const REACHING_OUT: &[&str] = &[
    "_pickle",
    "ctypes",
    "dill",
    "ftplib",
    "httplib",
    "importlib",
    "marshal",
    "nt",
    "os",
    "pdb",
    "pickle",
    "pip",
    "posix",
    "pty",
    "pydoc",
    "requests",
    "runpy",
    "shutil",
    "smtplib",
    "socket",
    "subprocess",
    "sys",
    "urllib",
    "urllib2",
    "webbrowser",
];

const HARMFUL_BUILTINS: &[&str] = &[
    "__import__",
    "breakpoint",
    "compile",
    "eval",
    "exec",
    "execfile",
    "globals",
    "input",
    "open",
];

fn is_harmful(module: &str, name: &str) -> bool {
    let (root, _) = module.split_once('.').unwrap_or((module, ""));
    match root {
        "builtins" | "__builtin__" => {
            let first = name.split('.').next().unwrap_or(name);
            HARMFUL_BUILTINS.contains(&first)
        }
        root => REACHING_OUT.contains(&root),
    }
}
