//! Whether what a map calls important is: the class's probability as pixels go and come in the order of
//! the map (Petsiuk et al. 2018), pixels imputed (Rong et al. 2022), the map of slightly other images, and
//! the reader's box.

mod run;

pub use run::{FaithfulPart, run};
