<?php
/**
 * The referral page inside the store: a shortcode, a block, and a link at the foot of every page.
 *
 * @package Sathi
 */

namespace Sathi;

defined( 'ABSPATH' ) || exit;

/** Prints the place that the loader fills, its height reserved so that nothing jumps. */
final class Referral_Page {

	public function __construct( private readonly Settings $settings ) {}

	/** Takes its hooks. */
	public function start(): void {
		add_shortcode( 'sathi_page', array( $this, 'write' ) );
		add_action( 'init', array( $this, 'register_block' ) );
		add_action( 'wp_footer', array( $this, 'print_footer_link' ) );
	}

	/** Registers the block; the store's server writes it, as it does the shortcode. */
	public function register_block(): void {
		$folder = dirname( PLUGIN_FILE );
		register_block_type( "$folder/blocks/page", array( 'render_callback' => array( $this, 'write' ) ) );
		wp_set_script_translations( 'sathi-page-editor-script', 'sathi', "$folder/languages" );
	}

	/** Writes the page's place; without scripts, a link to Sathi's own page. */
	public function write(): string {
		if ( ! $this->settings->has_shop() ) {
			return '';
		}
		return '<div data-sathi="page" style="min-height:60rem"></div><noscript>' . $this->write_link() . '</noscript>';
	}

	/** Prints the link at the foot of the page, where the merchant asked for it. */
	public function print_footer_link(): void {
		if ( $this->settings->footer && $this->settings->has_shop() ) {
			printf( '<p class="sathi-footer">%s</p>', wp_kses_post( $this->write_link() ) );
		}
	}

	private function write_link(): string {
		return sprintf( '<a href="%s">%s</a>', esc_url( $this->settings->page_address() ), esc_html__( 'Invite your friends', 'sathi' ) );
	}
}
