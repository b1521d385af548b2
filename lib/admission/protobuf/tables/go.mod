module meshwright/tables

go 1.25.0

require (
	github.com/envoyproxy/go-control-plane/contrib v1.36.0
	github.com/envoyproxy/go-control-plane/envoy v1.38.0
	istio.io/api v1.30.8
)
