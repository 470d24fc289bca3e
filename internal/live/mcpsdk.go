package live

const mcpSDKPrefix = "OAUTH_LIVE_MCP_SDK"

// MCPSDK is the authorization router of the Model Context Protocol's SDK for node, in the version pinned in the folder
// internal/live/mcp-sdk. It registers clients (RFC 7591) and has nothing to show, change or delete them. It asks for no
// initial access token. Its issuer ends with a slash.
var MCPSDK = nodeProgram{
	folder:           "mcp-sdk",
	readyPath:        "/.well-known/oauth-authorization-server",
	issuerPath:       "/",
	registrationPath: "/register",
}.server("mcp-sdk", mcpSDKPrefix)
