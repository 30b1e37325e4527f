package schema

// Labelled is a block with a label.
type Labelled interface {
	// LabelText is the label.
	LabelText() Text
}

// LabelText is the label of the block.
func (b *OrgBlock) LabelText() Text { return Text{b.Label, b.LabelRange} }

// LabelText is the label of the block.
func (b *UserBlock) LabelText() Text { return Text{b.Label, b.LabelRange} }

// LabelText is the label of the block.
func (b *TeamBlock) LabelText() Text { return Text{b.Label, b.LabelRange} }

// LabelText is the label of the block.
func (b *FolderBlock) LabelText() Text { return Text{b.Label, b.LabelRange} }

// LabelText is the label of the block.
func (b *DashboardBlock) LabelText() Text { return Text{b.Label, b.LabelRange} }

// LabelText is the label of the block.
func (b *DataSourceBlock) LabelText() Text { return Text{b.Label, b.LabelRange} }

// LabelText is the label of the block.
func (b *APIKeyBlock) LabelText() Text { return Text{b.Label, b.LabelRange} }

// LabelText is the label of the block.
func (b *RoleBlock) LabelText() Text { return Text{b.Label, b.LabelRange} }

// LabelText is the label of the block.
func (b *RoleAssignmentBlock) LabelText() Text { return Text{b.Label, b.LabelRange} }

// LabelText is the label of the block.
func (b *ServiceAccountBlock) LabelText() Text { return Text{b.Label, b.LabelRange} }
