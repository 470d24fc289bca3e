package provider

import (
	"context"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/oauth-clients/terraform-provider-oauth/internal/provider/client"
)

// frameworkVariable, set to anything, has the framework answer every call. It is the way out should one that is answered
// beside it be wrong.
const frameworkVariable = "OAUTH_FRAMEWORK_ONLY"

// NewServer returns what makes the provider's server. Version is that of the release, "dev" for a build from source.
func NewServer(version string) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer {
		p := &oauthProvider{version: version}
		framework, ok := providerserver.NewProtocol6(p)().(frameworkServer)
		if !ok || os.Getenv(frameworkVariable) != "" {
			return providerserver.NewProtocol6(p)()
		}
		return &server{frameworkServer: framework, beside: client.Beside{Connection: p.connection.Load}}
	}
}

// A frameworkServer is all that the framework serves.
type frameworkServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
}

// A server answers the calls that a plan or apply makes for every client beside the framework, where the creation of one takes 16
// times as much CPU time (see internal/docs/performance.md), and leaves all else to it.
type server struct {
	frameworkServer
	beside client.Beside
}

func (s *server) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	if resp := s.beside.ValidateResourceConfig(req); resp != nil {
		return resp, nil
	}
	return s.frameworkServer.ValidateResourceConfig(ctx, req)
}

func (s *server) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	if resp := s.beside.UpgradeResourceState(req); resp != nil {
		return resp, nil
	}
	return s.frameworkServer.UpgradeResourceState(ctx, req)
}

func (s *server) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	if resp := s.beside.ReadResource(ctx, req); resp != nil {
		return resp, nil
	}
	return s.frameworkServer.ReadResource(ctx, req)
}

func (s *server) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	if resp := s.beside.PlanResourceChange(ctx, req); resp != nil {
		return resp, nil
	}
	return s.frameworkServer.PlanResourceChange(ctx, req)
}

func (s *server) ValidateActionConfig(ctx context.Context, req *tfprotov6.ValidateActionConfigRequest) (*tfprotov6.ValidateActionConfigResponse, error) {
	if resp := s.beside.ValidateActionConfig(req); resp != nil {
		return resp, nil
	}
	return s.frameworkServer.ValidateActionConfig(ctx, req)
}

func (s *server) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	if resp := s.beside.ApplyResourceChange(ctx, req); resp != nil {
		return resp, nil
	}
	return s.frameworkServer.ApplyResourceChange(ctx, req)
}
