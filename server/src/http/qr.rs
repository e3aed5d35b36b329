//! QR codes as SVG: sharp at any size, of two colours that every scanner tells apart. Never looks at what they say.

use fast_qr::{ECL, QRBuilder};
use std::fmt::Write;

/// Light modules around the code, on each side (ISO/IEC 18004, 9.1: four).
const QUIET: usize = 4;

/// The code of a text; `None`: it is too long for one.
pub(super) fn svg(text: &str) -> Option<String> {
    // M: a seventh of it may be a reflection on the wall.
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let whole = code.size + 2 * QUIET;
    let mut dark = String::new();
    for row in 0..code.size {
        let mut column = 0;
        while column < code.size {
            let run = code[row][column..].iter().take_while(|module| module.value()).count();
            if run > 0 {
                // A string takes whatever is written.
                let _ = write!(dark, "M{} {}h{run}v1h-{run}z", column + QUIET, row + QUIET);
            }
            column += run.max(1);
        }
    }
    Some(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{whole}v{whole}H0z"/><path d="{dark}"/></svg>"##
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_too_long_for_a_code_has_none() {
        assert!(svg(&"a".repeat(200)).is_some_and(|svg| svg.contains("viewBox=\"0 0 ")));
        assert!(svg(&"a".repeat(4_000)).is_none());
    }
}
