package play

import "context"

// An Owner is who a run or a build is for, as far as a server can tell: what a
// Queue is fair between.
type Owner struct {
	Address    string // the network address, shared by all behind one router
	Connection uint64 // one of those from that address; 0 where there is but one
}

type ownerKey struct{}

// WithOwner returns a context for what is done for o.
func WithOwner(ctx context.Context, o Owner) context.Context {
	return context.WithValue(ctx, ownerKey{}, o)
}

// OwnerOf returns the Owner of ctx, the zero one where it has none.
func OwnerOf(ctx context.Context) Owner {
	o, _ := ctx.Value(ownerKey{}).(Owner)
	return o
}
