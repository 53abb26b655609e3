<?php
/** As much of WordPress as the plugin touches; what it does to texts is checked against WordPress itself by hand. */

declare( strict_types=1 );

const ABSPATH        = '/wordpress/';
const DAY_IN_SECONDS = 86400;

/** Ends a request, as `exit` after a redirect and wp_die() do. */
final class TheEnd extends Exception {}

final class WP_Error {
	public function __construct( private string $code, private string $message ) {}

	public function get_error_message(): string {
		return $this->message;
	}
}

/** Everything that a site keeps. */
final class WordPressDouble {
	public array $sites;
	public array $options;
	public array $capabilities;
	public array $world;
	public array $requests       = array();
	public array $events         = array();
	public array $notices        = array();
	public array $declared       = array();
	public array $scripts        = array();
	public array $menu           = array();
	public array $shortcodes     = array();
	public array $blocks         = array();
	public array $coupons        = array();
	public array $orders         = array();
	public array $sent_headers   = array();
	public array $session_rows   = array();
	public WebhookTable $webhooks;
	public WooCommerceDouble $shop;
	public int $user_id;

	public function __construct( array $given ) {
		$this->sites        = array( 1 => $given['options'] ) + $given['sites'];
		$this->options      = &$this->sites[1];
		$this->capabilities = $given['capabilities'];
		$this->world        = $given['world'];
		$this->user_id      = $given['capabilities'] ? 1 : 0;
		$this->webhooks     = new WebhookTable( $given['webhooks'] );
		$this->shop         = new WooCommerceDouble( $given['session'] );
	}

	public function tell(): array {
		return array(
			'options'  => $this->options,
			'sites'    => $this->sites,
			'requests' => $this->requests,
			'events'   => $this->events,
			'notices'  => $this->notices,
			'declared' => $this->declared,
			'webhooks' => $this->webhooks->rows,
			'session'  => $this->shop->session->kept,
			'cookie'   => $this->shop->session->has_cookie,
			'coupons'  => $this->shop->cart->applied,
			'headers'  => $this->sent_headers,
			'menu'     => $this->menu,
			'rows'     => $this->session_rows,
		);
	}
}

function wp(): WordPressDouble {
	return $GLOBALS['wp'];
}

// Options and events.

function get_option( string $name, mixed $otherwise = false ): mixed {
	return wp()->options[ $name ] ?? $otherwise;
}

function update_option( string $name, mixed $value, ?bool $autoload = null ): bool {
	wp()->options[ $name ] = $value;
	return true;
}

function delete_option( string $name ): bool {
	unset( wp()->options[ $name ] );
	return true;
}

function wp_next_scheduled( string $event ): int|false {
	return wp()->events[ $event ] ?? false;
}

function wp_schedule_event( int $at, string $often, string $event ): bool {
	wp()->events[ $event ] = $at;
	return true;
}

function wp_clear_scheduled_hook( string $event ): void {
	unset( wp()->events[ $event ] );
}

// Who is there.

function get_current_user_id(): int {
	return wp()->user_id;
}

function current_user_can( string $capability ): bool {
	return in_array( $capability, wp()->capabilities, true );
}

function user_can( int $user_id, string $capability ): bool {
	return in_array( $user_id, wp()->world['managers'], true );
}

function get_users( array $question ): array {
	return array_slice( wp()->world['managers'], 0, $question['number'] );
}

function wp_create_nonce( string $action ): string {
	return hash( 'crc32b', "$action of " . get_current_user_id() );
}

function check_admin_referer( string $action ): void {
	if ( wp_create_nonce( $action ) !== ( $_REQUEST['_wpnonce'] ?? '' ) ) {
		throw new TheEnd( 'The link you followed has expired.' );
	}
}

function wp_nonce_field( string $action ): void {
	printf( '<input type="hidden" name="_wpnonce" value="%s">', wp_create_nonce( $action ) );
}

function wp_die( string $message, string $title, array $words ): never {
	throw new TheEnd( "{$words['response']} $message" );
}

function wp_safe_redirect( string $address ): never {
	throw new TheEnd( $address );
}

// Texts.

function __( string $text, string $domain ): string {
	return $text;
}

function esc_html__( string $text, string $domain ): string {
	return esc_html( $text );
}

function esc_html( string $text ): string {
	return htmlspecialchars( $text, ENT_QUOTES, 'UTF-8', false );
}

function esc_attr( string $text ): string {
	return esc_html( $text );
}

function esc_url( string $address ): string {
	return str_replace( array( '&', "'" ), array( '&#038;', '&#039;' ), esc_url_raw( $address, array( 'http', 'https' ) ) );
}

function esc_url_raw( string $address, array $schemes ): string {
	$plain = preg_replace( '|[^a-z0-9-~+_.?#=!&;,/:%@$\|*\'()\[\]\\x80-\\xff]|i', '', str_replace( ' ', '%20', ltrim( $address ) ) );
	$found = preg_match( '/\A([a-z0-9+.-]+):/i', $plain, $parts ) ? strtolower( $parts[1] ) : '';
	return in_array( $found, $schemes, true ) ? $plain : '';
}

function wp_parse_url( string $address ): array|false {
	return '' === $address ? array( 'path' => '' ) : parse_url( $address );
}

function wp_kses_post( string $html ): string {
	return $html;
}

function wp_unslash( mixed $value ): mixed {
	return is_array( $value ) ? array_map( 'wp_unslash', $value ) : ( is_string( $value ) ? stripslashes( $value ) : $value );
}

function wp_specialchars_decode( string $text, int $quotes ): string {
	return htmlspecialchars_decode( $text, $quotes );
}

function wp_json_encode( mixed $value ): string|false {
	return json_encode( $value );
}

function absint( mixed $value ): int {
	return abs( (int) $value );
}

function checked( mixed $is, mixed $wanted, bool $print ): string {
	return $is === $wanted ? " checked='checked'" : '';
}

// Pages.

function home_url( string $path ): string {
	return 'https://chai.example' . $path;
}

function admin_url( string $path ): string {
	return "https://chai.example/wp-admin/$path";
}

function add_query_arg( string $name, string $value, string $address ): string {
	return "$address&$name=$value";
}

function get_bloginfo( string $what ): string {
	return 'language' === $what ? wp()->world['language'] : '7.1';
}

function is_admin(): bool {
	return wp()->world['admin'];
}

function nocache_headers(): void {
	wp()->sent_headers['Cache-Control'] = 'no-store, private';
}

function plugin_basename( string $file ): string {
	return 'sathi/sathi.php';
}

function add_submenu_page( string $parent, string $title, string $name, string $right, string $slug, callable $print ): string {
	wp()->menu[] = array( $parent, $right, $slug );
	add_action( "{$parent}_page_$slug", $print );
	return "{$parent}_page_$slug";
}

function submit_button( string $text ): void {
	printf( '<input type="submit" value="%s">', esc_attr( $text ) );
}

function wp_enqueue_script( string $handle, string $address, array $needs, ?string $version, array $how ): void {
	wp()->scripts[ $handle ] = $address;
}

function wp_get_script_tag( array $attributes ): string {
	$written = '';
	foreach ( $attributes as $name => $value ) {
		$written .= true === $value ? " $name" : sprintf( ' %s="%s"', $name, esc_attr( (string) $value ) );
	}
	return "<script$written></script>\n";
}

/** Prints the scripts of a page, as WordPress does at its foot. */
function print_page_scripts(): void {
	do_action( 'wp_enqueue_scripts' );
	foreach ( wp()->scripts as $handle => $address ) {
		$tag = sprintf( "<script src='%s' id='%s-js'></script>\n", esc_url( $address ), $handle );
		echo apply_filters( 'script_loader_tag', $tag, $handle, $address );
	}
}

function wp_set_script_translations( string $handle, string $domain, string $folder ): void {}

function add_shortcode( string $name, callable $write ): void {
	wp()->shortcodes[ $name ] = $write;
}

function register_block_type( string $folder, array $words ): void {
	$block                         = json_decode( file_get_contents( "$folder/block.json" ), true, 16, JSON_THROW_ON_ERROR );
	$script                        = substr( $block['editorScript'], strlen( 'file:' ) );
	$needs                         = require $folder . '/' . str_replace( '.js', '.asset.php', $script );
	wp()->blocks[ $block['name'] ] = $words + array( 'needs' => $needs['dependencies'] );
}

// More than one site, and what a plugin's end touches.

function is_multisite(): bool {
	return 1 < count( wp()->sites );
}

function get_sites( array $question ): array {
	return array_keys( wp()->sites );
}

function switch_to_blog( int $site_id ): void {
	wp()->options = &wp()->sites[ $site_id ];
}

function restore_current_blog(): void {
	wp()->options = &wp()->sites[1];
}

function maybe_unserialize( string $text ): mixed {
	return unserialize( $text );
}

function maybe_serialize( mixed $value ): string {
	return serialize( $value );
}

function wp_cache_flush(): void {}

/** The table of sessions, as far as an uninstall asks for it. */
final class wpdb {
	public string $prefix = 'wp_';

	public function esc_like( string $text ): string {
		return addcslashes( $text, '_%\\' );
	}

	public function prepare( string $query, string ...$words ): array {
		return array( $query, ...$words );
	}

	public function get_var( array $prepared ): string {
		return stripslashes( $prepared[1] );
	}

	public function get_results( array $prepared ): array {
		$part  = stripslashes( trim( $prepared[1], '%' ) );
		$found = array_filter( wp()->session_rows, static fn( array $row ) => str_contains( $row['session_value'], $part ) );
		return array_values( array_map( static fn( array $row ) => (object) $row, $found ) );
	}

	public function update( string $table, array $changes, array $which ): void {
		foreach ( wp()->session_rows as &$row ) {
			$row = $row['session_id'] === $which['session_id'] ? $changes + $row : $row;
		}
	}
}

$GLOBALS['wpdb'] = new wpdb();
