//! The formulas of the practical, by their names.

use crate::spec::{Formula, Text};

/// A formula that texts speak of by its name.
#[derive(Debug)]
pub struct NamedFormula {
    /// Permanent, kebab-case.
    pub name: &'static str,
    /// Its number in the practical, if it has one.
    pub number: Option<u8>,
    /// As the page draws it.
    pub formula: Formula,
    /// The same for LaTeX.
    pub latex: &'static str,
}

impl PartialEq for NamedFormula {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl NamedFormula {
    /// The formula of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMULAS.iter().find(|formula| formula.name == name)
    }
}

/// Every formula that has a name.
pub const FORMULAS: &[NamedFormula] = &[
    NamedFormula {
        name: "network",
        number: Some(1),
        formula: Formula {
            words: Text::new(
                "f maps an image x of height h, width w and c channels to a vector y tilde of K scores",
                "f associe à une image x de hauteur h, de largeur w et à c canaux un vecteur y tilde de K scores",
            ),
            mathml: r#"<mtable columnspacing="0.3em"><mtr><mtd><mi>f</mi><mo>:</mo></mtd><mtd><msup><mi>ℝ</mi><mrow><mi>h</mi><mo>×</mo><mi>w</mi><mo>×</mo><mi>c</mi></mrow></msup></mtd><mtd><mo stretchy="false">→</mo></mtd><mtd><msup><mi>ℝ</mi><mi>K</mi></msup></mtd></mtr><mtr><mtd></mtd><mtd><mi>𝐱</mi></mtd><mtd><mo stretchy="false">↦</mo></mtd><mtd><mover accent="true"><mi>𝐲</mi><mo>~</mo></mover></mtd></mtr></mtable>"#,
        },
        latex: r"f \colon \begin{array}{rcl} \mathbb{R}^{h \times w \times c} & \to & \mathbb{R}^K \\ \mathbf{x} & \mapsto & \tilde{\mathbf{y}} \end{array}",
    },
    NamedFormula {
        name: "softmax",
        number: None,
        formula: Formula {
            words: Text::new(
                "y hat i is the exponential of y tilde i, divided by the sum over all k of the exponentials of y tilde k",
                "y chapeau i est l’exponentielle de y tilde i divisée par la somme sur tous les k des exponentielles de y tilde k",
            ),
            mathml: r#"<mrow><msub><mover accent="true"><mi>y</mi><mo>^</mo></mover><mi>i</mi></msub><mo>=</mo><msub><mi>SoftMax</mi><mi>i</mi></msub><mo stretchy="false">(</mo><mover accent="true"><mi>𝐲</mi><mo>~</mo></mover><mo stretchy="false">)</mo><mo>=</mo><mfrac><msup><mi>e</mi><msub><mover accent="true"><mi>y</mi><mo>~</mo></mover><mi>i</mi></msub></msup><mrow><munder><mo>∑</mo><mi>k</mi></munder><msup><mi>e</mi><msub><mover accent="true"><mi>y</mi><mo>~</mo></mover><mi>k</mi></msub></msup></mrow></mfrac></mrow>"#,
        },
        latex: r"\hat{y}_i = \operatorname{SoftMax}_i(\tilde{\mathbf{y}}) = \frac{e^{\tilde{y}_i}}{\sum_k e^{\tilde{y}_k}}",
    },
    NamedFormula {
        name: "gradient",
        number: None,
        formula: Formula {
            words: Text::new(
                "the derivative of y tilde i with respect to x",
                "la dérivée de y tilde i par rapport à x",
            ),
            mathml: r#"<mfrac><mrow><mo>∂</mo><msub><mover accent="true"><mi>y</mi><mo>~</mo></mover><mi>i</mi></msub></mrow><mrow><mo>∂</mo><mi>𝐱</mi></mrow></mfrac>"#,
        },
        latex: r"\frac{\partial \tilde{y}_i}{\partial \mathbf{x}}",
    },
    NamedFormula {
        name: "linear",
        number: None,
        formula: Formula {
            words: Text::new(
                "y tilde i, which is f i of x, is about w i transposed times x plus b i, where w i is the derivative of y tilde i with respect to x",
                "y tilde i, c’est-à-dire f i de x, vaut à peu près w i transposé fois x plus b i, où w i est la dérivée de y tilde i par rapport à x",
            ),
            mathml: r#"<mrow><msub><mover accent="true"><mi>y</mi><mo>~</mo></mover><mi>i</mi></msub><mo>=</mo><msub><mi>f</mi><mi>i</mi></msub><mo stretchy="false">(</mo><mi>𝐱</mi><mo stretchy="false">)</mo><mo>≈</mo><msubsup><mi>𝐰</mi><mi>i</mi><mo>⊤</mo></msubsup><mi>𝐱</mi><mo>+</mo><msub><mi>b</mi><mi>i</mi></msub><mo>,</mo><mspace width="0.8em"></mspace><msub><mi>𝐰</mi><mi>i</mi></msub><mo>=</mo><mfrac><mrow><mo>∂</mo><msub><mover accent="true"><mi>y</mi><mo>~</mo></mover><mi>i</mi></msub></mrow><mrow><mo>∂</mo><mi>𝐱</mi></mrow></mfrac></mrow>"#,
        },
        latex: r"\tilde{y}_i = f_i(\mathbf{x}) \approx \mathbf{w}_i^\top \mathbf{x} + b_i, \quad \mathbf{w}_i = \frac{\partial \tilde{y}_i}{\partial \mathbf{x}}",
    },
    NamedFormula {
        name: "saliency",
        number: None,
        formula: Formula {
            words: Text::new(
                "M at a pixel is the largest, over the three channels c, of the absolute values of the derivative of y tilde i with respect to x at that pixel and channel",
                "M en un pixel est la plus grande, sur les trois canaux c, des valeurs absolues de la dérivée de y tilde i par rapport à x en ce pixel et ce canal",
            ),
            mathml: r#"<mrow><msub><mi>M</mi><mrow><mi>u</mi><mo>,</mo><mi>v</mi></mrow></msub><mo>=</mo><munder><mi>max</mi><mi>c</mi></munder><mrow><mo>|</mo><mfrac><mrow><mo>∂</mo><msub><mover accent="true"><mi>y</mi><mo>~</mo></mover><mi>i</mi></msub></mrow><mrow><mo>∂</mo><msub><mi>x</mi><mrow><mi>c</mi><mo>,</mo><mi>u</mi><mo>,</mo><mi>v</mi></mrow></msub></mrow></mfrac><mo>|</mo></mrow></mrow>"#,
        },
        latex: r"M_{u,v} = \max_c \left| \frac{\partial \tilde{y}_i}{\partial x_{c,u,v}} \right|",
    },
    NamedFormula {
        name: "rule",
        number: Some(2),
        formula: Formula {
            words: Text::new(
                "x becomes x plus eta times g divided by the norm of g, where g is the derivative of y tilde j with respect to x",
                "x devient x plus êta fois g divisé par la norme de g, où g est la dérivée de y tilde j par rapport à x",
            ),
            mathml: r#"<mrow><mi>𝐱</mi><mo stretchy="false">←</mo><mi>𝐱</mi><mo>+</mo><mi>η</mi><mfrac><mi>g</mi><msub><mrow><mo stretchy="false">‖</mo><mi>g</mi><mo stretchy="false">‖</mo></mrow><mn>2</mn></msub></mfrac><mo>,</mo><mspace width="0.8em"></mspace><mi>g</mi><mo>=</mo><mfrac><mrow><mo>∂</mo><msub><mover accent="true"><mi>y</mi><mo>~</mo></mover><mi>j</mi></msub></mrow><mrow><mo>∂</mo><mi>𝐱</mi></mrow></mfrac></mrow>"#,
        },
        latex: r"\mathbf{x} \leftarrow \mathbf{x} + \eta \frac{g}{\|g\|_2}, \quad g = \frac{\partial \tilde{y}_j}{\partial \mathbf{x}}",
    },
    NamedFormula {
        name: "loss",
        number: Some(3),
        formula: Formula {
            words: Text::new(
                "L is y tilde i minus lambda times the norm of x",
                "L est y tilde i moins lambda fois la norme de x",
            ),
            mathml: r#"<mrow><mi>ℒ</mi><mo>=</mo><msub><mover accent="true"><mi>y</mi><mo>~</mo></mover><mi>i</mi></msub><mo>−</mo><mi>λ</mi><msub><mrow><mo stretchy="false">‖</mo><mi>𝐱</mi><mo stretchy="false">‖</mo></mrow><mn>2</mn></msub></mrow>"#,
        },
        latex: r"\mathcal{L} = \tilde{y}_i - \lambda \|\mathbf{x}\|_2",
    },
    NamedFormula {
        name: "ascent",
        number: Some(4),
        formula: Formula {
            words: Text::new(
                "x becomes x plus eta times the gradient of L with respect to x",
                "x devient x plus êta fois le gradient de L par rapport à x",
            ),
            mathml: r#"<mrow><mi>𝐱</mi><mo stretchy="false">←</mo><mi>𝐱</mi><mo>+</mo><mi>η</mi><msub><mo>∇</mo><mi>𝐱</mi></msub><mi>ℒ</mi></mrow>"#,
        },
        latex: r"\mathbf{x} \leftarrow \mathbf{x} + \eta \nabla_{\mathbf{x}} \mathcal{L}",
    },
];
