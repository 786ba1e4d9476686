package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// writeCSV writes the tables alone, in UTF-8: what is said about them is for
// people and stands in the other formats. With more than one table each is led
// by a line with its name and an empty line parts them.
func writeCSV(w io.Writer, r Report) error {
	c := csv.NewWriter(w)
	for i, t := range r.Tables {
		if len(r.Tables) > 1 {
			if i > 0 {
				c.Flush()
				if _, err := io.WriteString(w, "\n"); err != nil {
					return fmt.Errorf("writing the report: %w", err)
				}
			}
			if err := c.Write([]string{safe(t.Name)}); err != nil {
				return fmt.Errorf("writing the report: %w", err)
			}
		}
		if err := t.csv(c); err != nil {
			return fmt.Errorf("writing the report: %w", err)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

func (t Table) csv(c *csv.Writer) error {
	line := make([]string, len(t.Columns))
	for i, col := range t.Columns {
		line[i] = safe(col.Name)
		if col.Key != "" {
			line[i] = safe(col.Key)
		}
	}
	if err := c.Write(line); err != nil {
		return err
	}
	for _, row := range t.Rows {
		for i, col := range t.Columns {
			line[i] = cell(row, i)
			if _, ok := number(line[i]); !ok || !col.Number {
				line[i] = safe(line[i])
			}
		}
		if err := c.Write(line); err != nil {
			return err
		}
	}
	return nil
}

// safe keeps a text one. QUIRK: spreadsheets run a cell that begins with one of
// = + - @, or with a tab or return before it, as a formula; a quote in front
// makes it text.
func safe(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}
