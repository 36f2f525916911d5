//! Vectors of float32 numbers, as the processor has them.

#![expect(
    clippy::undocumented_unsafe_blocks,
    reason = "every block needs what the trait `Lanes` asks of its caller, and nothing else; `run` says why it has it"
)]

/// Vectors of columns that are worked on at once.
pub(crate) const WIDE: usize = 2;

/// A vector of [`Lanes::COUNT`] float32 numbers.
///
/// # Safety
/// Every function may be called only where the processor has the instructions of the
/// implementation; pointers must be valid for `COUNT` numbers.
pub(crate) trait Lanes: Copy {
    const COUNT: usize;
    unsafe fn load(from: *const f32) -> Self;
    unsafe fn store(self, to: *mut f32);
    unsafe fn splat(value: f32) -> Self;
    /// One of each.
    #[inline(always)]
    unsafe fn splats([a, b]: [f32; 2]) -> [Self; 2] {
        unsafe { [Self::splat(a), Self::splat(b)] }
    }
    /// The number at `from` in every lane.
    unsafe fn broadcast(from: *const f32) -> Self;
    unsafe fn plus(self, other: Self) -> Self;
    unsafe fn minus(self, other: Self) -> Self;
    /// The numbers of both in turns, in two vectors.
    unsafe fn in_turns(self, other: Self) -> [Self; 2];
    /// The other way about: every second number of both, from the first and from the second on.
    unsafe fn apart(self, other: Self) -> [Self; 2];
    /// `self + a * b`, rounded once or twice, but the same way everywhere.
    unsafe fn add_product(self, a: Self, b: Self) -> Self;
    /// The bound where beyond it, below and above; what is not a number stays.
    unsafe fn within(self, bounds: [Self; 2]) -> Self;
    /// As [`crate::pointwise::passed`].
    unsafe fn passed(self, output: Self) -> Self;
}

/// Four numbers in an array, which the compiler maps to what the target has.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[derive(Clone, Copy)]
pub(crate) struct Portable([f32; 4]);

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
impl Lanes for Portable {
    const COUNT: usize = 4;

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        Self(unsafe { from.cast::<[f32; 4]>().read_unaligned() })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        unsafe { to.cast::<[f32; 4]>().write_unaligned(self.0) }
    }

    #[inline(always)]
    unsafe fn splat(value: f32) -> Self {
        Self([value; 4])
    }

    #[inline(always)]
    unsafe fn broadcast(from: *const f32) -> Self {
        Self([unsafe { *from }; 4])
    }

    #[inline(always)]
    unsafe fn plus(self, other: Self) -> Self {
        Self(std::array::from_fn(|k| self.0[k] + other.0[k]))
    }

    #[inline(always)]
    unsafe fn minus(self, other: Self) -> Self {
        Self(std::array::from_fn(|k| self.0[k] - other.0[k]))
    }

    #[inline(always)]
    unsafe fn in_turns(self, other: Self) -> [Self; 2] {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        [Self([a, e, b, f]), Self([c, g, d, h])]
    }

    #[inline(always)]
    unsafe fn apart(self, other: Self) -> [Self; 2] {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        [Self([a, c, e, g]), Self([b, d, f, h])]
    }

    #[inline(always)]
    unsafe fn add_product(self, a: Self, b: Self) -> Self {
        Self(std::array::from_fn(|k| self.0[k] + a.0[k] * b.0[k]))
    }

    #[inline(always)]
    unsafe fn within(self, [low, high]: [Self; 2]) -> Self {
        Self(std::array::from_fn(|k| {
            crate::pointwise::within(self.0[k], [low.0[k], high.0[k]])
        }))
    }

    #[inline(always)]
    unsafe fn passed(self, output: Self) -> Self {
        Self(std::array::from_fn(|k| {
            crate::pointwise::passed(self.0[k], output.0[k])
        }))
    }
}

#[cfg(target_arch = "x86_64")]
use avx2::Avx2;

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        __m256, _CMP_NLE_UQ, _mm256_add_ps, _mm256_and_ps, _mm256_cmp_ps, _mm256_fmadd_ps,
        _mm256_loadu_ps, _mm256_max_ps, _mm256_min_ps, _mm256_permute2f128_ps, _mm256_set1_ps,
        _mm256_setzero_ps, _mm256_shuffle_ps, _mm256_storeu_ps, _mm256_sub_ps, _mm256_unpackhi_ps,
        _mm256_unpacklo_ps,
    };

    use super::Lanes;

    /// AVX2 with fused multiply-add.
    #[derive(Clone, Copy)]
    pub(crate) struct Avx2(__m256);

    impl Lanes for Avx2 {
        const COUNT: usize = 8;

        #[inline(always)]
        unsafe fn load(from: *const f32) -> Self {
            Self(unsafe { _mm256_loadu_ps(from) })
        }

        #[inline(always)]
        unsafe fn store(self, to: *mut f32) {
            unsafe { _mm256_storeu_ps(to, self.0) }
        }

        #[inline(always)]
        unsafe fn splat(value: f32) -> Self {
            Self(unsafe { _mm256_set1_ps(value) })
        }

        #[inline(always)]
        unsafe fn broadcast(from: *const f32) -> Self {
            Self(unsafe { _mm256_set1_ps(*from) })
        }

        #[inline(always)]
        unsafe fn plus(self, other: Self) -> Self {
            Self(unsafe { _mm256_add_ps(self.0, other.0) })
        }

        #[inline(always)]
        unsafe fn minus(self, other: Self) -> Self {
            Self(unsafe { _mm256_sub_ps(self.0, other.0) })
        }

        #[inline(always)]
        unsafe fn in_turns(self, other: Self) -> [Self; 2] {
            // Of each half of the vectors on its own; then the halves change places.
            unsafe {
                let low = _mm256_unpacklo_ps(self.0, other.0);
                let high = _mm256_unpackhi_ps(self.0, other.0);
                [
                    Self(_mm256_permute2f128_ps::<0x20>(low, high)),
                    Self(_mm256_permute2f128_ps::<0x31>(low, high)),
                ]
            }
        }

        #[inline(always)]
        unsafe fn apart(self, other: Self) -> [Self; 2] {
            // Numbers are taken from each half on its own, so the halves change places first.
            unsafe {
                let low = _mm256_permute2f128_ps::<0x20>(self.0, other.0);
                let high = _mm256_permute2f128_ps::<0x31>(self.0, other.0);
                [
                    Self(_mm256_shuffle_ps::<0b10_00_10_00>(low, high)),
                    Self(_mm256_shuffle_ps::<0b11_01_11_01>(low, high)),
                ]
            }
        }

        #[inline(always)]
        unsafe fn add_product(self, a: Self, b: Self) -> Self {
            Self(unsafe { _mm256_fmadd_ps(a.0, b.0, self.0) })
        }

        #[inline(always)]
        unsafe fn within(self, [low, high]: [Self; 2]) -> Self {
            // Of two operands one of which is not a number, these instructions give the second.
            Self(unsafe { _mm256_min_ps(high.0, _mm256_max_ps(low.0, self.0)) })
        }

        #[inline(always)]
        unsafe fn passed(self, output: Self) -> Self {
            Self(unsafe {
                let open = _mm256_cmp_ps::<_CMP_NLE_UQ>(output.0, _mm256_setzero_ps());
                _mm256_and_ps(self.0, open)
            })
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use Portable as Here;
/// What the whole build is for; a processor may have more. A module with relaxed SIMD starts only
/// where that exists.
#[cfg(feature = "relaxed")]
use relaxed::Relaxed as Here;
#[cfg(all(
    target_arch = "wasm32",
    target_feature = "simd128",
    not(feature = "relaxed")
))]
use wasm::Simd128 as Here;

#[cfg(feature = "relaxed")]
mod relaxed {
    use std::arch::wasm32::f32x4_relaxed_madd;

    use super::Lanes;
    use super::wasm::Simd128;

    /// WebAssembly's 128 bits with a product and its sum in one instruction, which rounds once where
    /// the processor can and twice elsewhere: the same way throughout on one machine.
    #[derive(Clone, Copy)]
    pub(crate) struct Relaxed(Simd128);

    impl Lanes for Relaxed {
        const COUNT: usize = Simd128::COUNT;

        #[inline(always)]
        unsafe fn load(from: *const f32) -> Self {
            Self(unsafe { Simd128::load(from) })
        }

        #[inline(always)]
        unsafe fn store(self, to: *mut f32) {
            unsafe { self.0.store(to) }
        }

        #[inline(always)]
        unsafe fn splat(value: f32) -> Self {
            Self(unsafe { Simd128::splat(value) })
        }

        #[inline(always)]
        unsafe fn broadcast(from: *const f32) -> Self {
            Self(unsafe { Simd128::broadcast(from) })
        }

        #[inline(always)]
        unsafe fn plus(self, other: Self) -> Self {
            Self(unsafe { self.0.plus(other.0) })
        }

        #[inline(always)]
        unsafe fn minus(self, other: Self) -> Self {
            Self(unsafe { self.0.minus(other.0) })
        }

        #[inline(always)]
        unsafe fn in_turns(self, other: Self) -> [Self; 2] {
            unsafe { self.0.in_turns(other.0) }.map(Self)
        }

        #[inline(always)]
        unsafe fn apart(self, other: Self) -> [Self; 2] {
            unsafe { self.0.apart(other.0) }.map(Self)
        }

        #[inline(always)]
        unsafe fn add_product(self, a: Self, b: Self) -> Self {
            Self(Simd128(f32x4_relaxed_madd(a.0.0, b.0.0, self.0.0)))
        }

        #[inline(always)]
        unsafe fn within(self, bounds: [Self; 2]) -> Self {
            Self(unsafe { self.0.within(bounds.map(|bound| bound.0)) })
        }

        #[inline(always)]
        unsafe fn passed(self, output: Self) -> Self {
            Self(unsafe { self.0.passed(output.0) })
        }
    }
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm {
    use std::arch::wasm32::{
        f32x4_add, f32x4_le, f32x4_mul, f32x4_pmax, f32x4_pmin, f32x4_splat, f32x4_sub,
        i32x4_shuffle, v128, v128_andnot, v128_load, v128_load32_splat, v128_store,
    };

    use super::Lanes;

    /// WebAssembly's 128 bits.
    #[derive(Clone, Copy)]
    pub(crate) struct Simd128(pub(super) v128);

    impl Lanes for Simd128 {
        const COUNT: usize = 4;

        #[inline(always)]
        unsafe fn load(from: *const f32) -> Self {
            Self(unsafe { v128_load(from.cast()) })
        }

        #[inline(always)]
        unsafe fn store(self, to: *mut f32) {
            unsafe { v128_store(to.cast(), self.0) }
        }

        #[inline(always)]
        unsafe fn splat(value: f32) -> Self {
            Self(f32x4_splat(value))
        }

        #[inline(always)]
        unsafe fn broadcast(from: *const f32) -> Self {
            Self(unsafe { v128_load32_splat(from.cast()) })
        }

        #[inline(always)]
        unsafe fn plus(self, other: Self) -> Self {
            Self(f32x4_add(self.0, other.0))
        }

        #[inline(always)]
        unsafe fn minus(self, other: Self) -> Self {
            Self(f32x4_sub(self.0, other.0))
        }

        #[inline(always)]
        unsafe fn in_turns(self, other: Self) -> [Self; 2] {
            [
                Self(i32x4_shuffle::<0, 4, 1, 5>(self.0, other.0)),
                Self(i32x4_shuffle::<2, 6, 3, 7>(self.0, other.0)),
            ]
        }

        #[inline(always)]
        unsafe fn apart(self, other: Self) -> [Self; 2] {
            [
                Self(i32x4_shuffle::<0, 2, 4, 6>(self.0, other.0)),
                Self(i32x4_shuffle::<1, 3, 5, 7>(self.0, other.0)),
            ]
        }

        #[inline(always)]
        unsafe fn add_product(self, a: Self, b: Self) -> Self {
            Self(f32x4_add(self.0, f32x4_mul(a.0, b.0)))
        }

        #[inline(always)]
        unsafe fn within(self, [low, high]: [Self; 2]) -> Self {
            // `self < low ? low : self`, and `high < self ? high : self`: what is not a number is neither.
            Self(f32x4_pmin(f32x4_pmax(self.0, low.0), high.0))
        }

        #[inline(always)]
        unsafe fn passed(self, output: Self) -> Self {
            let closed = f32x4_le(output.0, f32x4_splat(0.0));
            Self(v128_andnot(self.0, closed))
        }
    }
}

/// What runs on vectors, compiled once for each kind of them.
pub(crate) trait Work {
    /// # Safety
    /// The processor has the instructions of `L`.
    unsafe fn run<L: Lanes>(self);
}

/// Runs it on the widest vectors that there are.
pub(crate) fn run(work: impl Work) {
    #[cfg(target_arch = "x86_64")]
    if has_avx2() {
        // SAFETY: the processor has what the function is compiled for.
        return unsafe { run_avx2(work) };
    }
    // SAFETY: the whole build is for these instructions.
    unsafe { run_here(work) }
}

#[cfg_attr(feature = "relaxed", target_feature(enable = "relaxed-simd"))]
unsafe fn run_here<W: Work>(work: W) {
    unsafe { work.run::<Here>() }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
unsafe fn run_avx2<W: Work>(work: W) {
    unsafe { work.run::<Avx2>() }
}

/// Columns of a tile on those vectors.
pub(crate) fn columns() -> usize {
    #[cfg(target_arch = "x86_64")]
    if has_avx2() {
        return <Avx2 as Lanes>::COUNT * WIDE;
    }
    <Here as Lanes>::COUNT * WIDE
}

/// Whether the processor has AVX2 and fused multiply-add.
#[cfg(target_arch = "x86_64")]
fn has_avx2() -> bool {
    std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma")
}

/// The instructions that the products run on, to be written into results.
pub fn variant() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    if has_avx2() {
        return "AVX2";
    }
    match cfg!(all(target_arch = "wasm32", target_feature = "simd128")) {
        true if cfg!(feature = "relaxed") => "relaxed simd128",
        true => "simd128",
        false => "portable",
    }
}
