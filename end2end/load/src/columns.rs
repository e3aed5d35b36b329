//! Tables as text.

/// Cells in columns: names to the left, numbers to the right. All rows are of one length.
pub(crate) fn align(rows: &[Vec<String>]) -> Vec<String> {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let columns = rows.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let cell = |(column, cell): (usize, &String)| match (column, widths[column]) {
        (0, width) => format!("{cell:<width$}"),
        (_, width) => format!("  {cell:>width$}"),
    };
    rows.iter().map(|row| row.iter().enumerate().map(cell).collect()).collect()
}
