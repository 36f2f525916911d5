use std::fmt::Debug;
use std::hash::Hash;

use burn::cubecl::client::Client;
use burn::cubecl::ir::metadata::Info;
use burn::cubecl::ir::{AddressType, ElemType, UIntKind};
use burn::cubecl::prelude::*;
use burn::cubecl::server::{Handle, KernelArguments};
use burn::cubecl::{CubeKernel, PrecompiledSource};

use super::source::Shader;

/// Most workgroups along one axis of a dispatch that every WebGPU device takes.
const MOST: u32 = 65_535;

/// A shader by all that its text follows from, which is how a compiled one is found again.
pub trait Program: Clone + Debug + Eq + Hash + Send + Sync + 'static {
    /// Invocations of a workgroup.
    fn workgroup(&self) -> u32;

    /// In WGSL, its entry named `main`, its buffers in the order of their bindings.
    fn text(&self) -> String;
}

impl Program for Shader {
    fn workgroup(&self) -> u32 {
        Shader::workgroup(*self)
    }

    fn text(&self) -> String {
        Shader::text(*self)
    }
}

/// A shader as CubeCL launches it.
struct Kernel<P>(P);

impl<P: Program> KernelMetadata for Kernel<P> {
    fn id(&self) -> KernelId {
        KernelId::new::<Self>()
            .info(self.0.clone())
            .cube_dim(CubeDim::new_1d(self.0.workgroup()).0)
    }

    fn address_type(&self) -> ElemType {
        UIntKind::U32.into()
    }
}

impl<P: Program> CubeKernel for Kernel<P> {
    /// Never compiled: the text below stands in its place.
    fn define(&self) -> KernelDefinition {
        let size = CubeDim::new_1d(self.0.workgroup()).0;
        let settings = KernelSettings::new(size, ExecutionMode::Checked, AddressType::U32);
        KernelDefinition {
            body: Scope::root(settings.clone()),
            settings,
            info: Info::default(),
        }
    }

    fn source(&self) -> Option<PrecompiledSource> {
        Some(PrecompiledSource {
            source: self.0.text(),
            entrypoint_name: "main".to_owned(),
            lang: "wgsl",
        })
    }
}

/// Runs `shader` on `groups` workgroups, its buffers in the order of their bindings.
pub fn launch(client: &Client, shader: impl Program, groups: [u32; 3], buffers: &[&Handle]) {
    let [x, y, z] = groups;
    let arguments = buffers
        .iter()
        .fold(KernelArguments::new(), |arguments, buffer| {
            arguments.with_buffer((*buffer).clone().binding())
        });
    client.launch(
        Box::new(Kernel(shader)),
        CubeCount::Static(x, y, z),
        arguments,
    );
}

/// Workgroups for one invocation per number: as many rows as the limit of one axis asks for.
pub fn flat(numbers: usize, workgroup: u32) -> [u32; 3] {
    let groups = (numbers as u32).div_ceil(workgroup).max(1);
    let rows = groups.div_ceil(MOST);
    [groups.div_ceil(rows), rows, 1]
}
