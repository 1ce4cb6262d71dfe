//! Lines and columns as reports count them.

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// 1-based.
    pub line: usize,
    /// 1-based, in code points.
    pub column: usize,
}

/// Where the lines of a text begin; found once for all its findings.
pub struct Places<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Places<'t> {
    /// Of a text; lines end at `\n`.
    pub fn of(text: &'t str) -> Self {
        let after = |(at, _): (usize, &str)| at + 1;
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(after)).collect();
        Places { text, starts }
    }

    /// The place of a byte offset.
    pub fn at(&self, offset: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.line_start(line);
        let before = self.text.get(start..offset).unwrap_or_default();
        Place { line, column: before.chars().count() + 1 }
    }

    /// Where a 1-based line begins, in bytes.
    pub fn line_start(&self, line: usize) -> usize {
        self.starts.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len())
    }

    /// The byte after a 1-based line, its `\n` left out.
    pub fn line_end(&self, line: usize) -> usize {
        self.starts.get(line).map_or(self.text.len(), |next| next - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_code_points() {
        let places = Places::of("é=1\n𝒳y");
        assert_eq!(places.at(0), Place { line: 1, column: 1 });
        assert_eq!(places.at(2), Place { line: 1, column: 2 });
        assert_eq!(places.at(9), Place { line: 2, column: 2 });
        assert_eq!(places.at(10), Place { line: 2, column: 3 });
        assert_eq!((places.line_start(2), places.line_end(1)), (5, 4));
    }
}
