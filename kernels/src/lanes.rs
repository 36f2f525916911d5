//! Vectors of float32 numbers, as the processor has them.

#![expect(
    clippy::undocumented_unsafe_blocks,
    reason = "every block needs what the trait `Lanes` asks of its caller, and nothing else"
)]

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
    /// The number at `from` in every lane.
    unsafe fn broadcast(from: *const f32) -> Self;
    unsafe fn plus(self, other: Self) -> Self;
    /// `self + a * b`, rounded once or twice, but the same way everywhere.
    unsafe fn add_product(self, a: Self, b: Self) -> Self;
    /// Zero where negative; what is not a number stays.
    unsafe fn rectified(self) -> Self;
    /// Six where above; what is not a number stays.
    unsafe fn at_most_6(self) -> Self;
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
    unsafe fn add_product(self, a: Self, b: Self) -> Self {
        Self(std::array::from_fn(|k| self.0[k] + a.0[k] * b.0[k]))
    }

    #[inline(always)]
    unsafe fn rectified(self) -> Self {
        Self(self.0.map(crate::pointwise::rectified))
    }

    #[inline(always)]
    unsafe fn at_most_6(self) -> Self {
        Self(self.0.map(|value| if value > 6.0 { 6.0 } else { value }))
    }

    #[inline(always)]
    unsafe fn passed(self, output: Self) -> Self {
        Self(std::array::from_fn(|k| {
            crate::pointwise::passed(self.0[k], output.0[k])
        }))
    }
}

#[cfg(target_arch = "x86_64")]
pub(crate) use avx2::Avx2;

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        __m256, _CMP_NLE_UQ, _mm256_add_ps, _mm256_and_ps, _mm256_cmp_ps, _mm256_fmadd_ps,
        _mm256_loadu_ps, _mm256_max_ps, _mm256_min_ps, _mm256_set1_ps, _mm256_setzero_ps,
        _mm256_storeu_ps,
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
        unsafe fn add_product(self, a: Self, b: Self) -> Self {
            Self(unsafe { _mm256_fmadd_ps(a.0, b.0, self.0) })
        }

        #[inline(always)]
        unsafe fn rectified(self) -> Self {
            // Of two operands one of which is not a number, this instruction gives the second.
            Self(unsafe { _mm256_max_ps(_mm256_setzero_ps(), self.0) })
        }

        #[inline(always)]
        unsafe fn at_most_6(self) -> Self {
            // Likewise.
            Self(unsafe { _mm256_min_ps(_mm256_set1_ps(6.0), self.0) })
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
pub(crate) use Portable as Here;
/// What the whole build is for; a processor may have more. A module with relaxed SIMD starts only
/// where that exists.
#[cfg(feature = "relaxed")]
pub(crate) use relaxed::Relaxed as Here;
#[cfg(all(
    target_arch = "wasm32",
    target_feature = "simd128",
    not(feature = "relaxed")
))]
pub(crate) use wasm::Simd128 as Here;

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
        unsafe fn add_product(self, a: Self, b: Self) -> Self {
            Self(Simd128(f32x4_relaxed_madd(a.0.0, b.0.0, self.0.0)))
        }

        #[inline(always)]
        unsafe fn rectified(self) -> Self {
            Self(unsafe { self.0.rectified() })
        }

        #[inline(always)]
        unsafe fn at_most_6(self) -> Self {
            Self(unsafe { self.0.at_most_6() })
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
        f32x4_add, f32x4_le, f32x4_mul, f32x4_pmax, f32x4_pmin, f32x4_splat, v128, v128_andnot,
        v128_load, v128_load32_splat, v128_store,
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
        unsafe fn add_product(self, a: Self, b: Self) -> Self {
            Self(f32x4_add(self.0, f32x4_mul(a.0, b.0)))
        }

        #[inline(always)]
        unsafe fn rectified(self) -> Self {
            // `self < 0 ? 0 : self`: what is not a number is not smaller.
            Self(f32x4_pmax(self.0, f32x4_splat(0.0)))
        }

        #[inline(always)]
        unsafe fn at_most_6(self) -> Self {
            // `6 < self ? 6 : self`.
            Self(f32x4_pmin(self.0, f32x4_splat(6.0)))
        }

        #[inline(always)]
        unsafe fn passed(self, output: Self) -> Self {
            let closed = f32x4_le(output.0, f32x4_splat(0.0));
            Self(v128_andnot(self.0, closed))
        }
    }
}

/// Whether the processor has AVX2 and fused multiply-add.
#[cfg(target_arch = "x86_64")]
pub(crate) fn has_avx2() -> bool {
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
