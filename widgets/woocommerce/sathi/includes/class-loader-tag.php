<?php
/**
 * The one tag that brings Sathi into the store's pages.
 *
 * @package Sathi
 */

namespace Sathi;

defined( 'ABSPATH' ) || exit;

/** Prints the loader as a plain tag: no inline script, which WordPress and its optimisers like to break. */
final class Loader_Tag {

	private const HANDLE = 'sathi';

	// Each is how one optimiser is asked to leave a script alone; delayed until a click, no popup would ever open.
	private const LEAVE_ALONE = array(
		'data-cfasync'       => 'false', // Cloudflare Rocket Loader.
		'data-jetpack-boost' => 'ignore', // Jetpack Boost.
		'data-no-defer'      => '1', // LiteSpeed Cache: deferring and delaying.
		'data-no-optimize'   => '1', // LiteSpeed Cache: joining and shortening.
		'data-noptimize'     => '1', // Autoptimize.
		'nitro-exclude'      => true, // NitroPack.
		'nowprocket'         => true, // WP Rocket.
	);

	public function __construct( private readonly Settings $settings ) {}

	/** Takes its hooks. */
	public function start(): void {
		add_action( 'wp_enqueue_scripts', array( $this, 'enqueue' ) );
		add_filter( 'script_loader_tag', array( $this, 'write_tag' ), 100, 3 );
	}

	/** Asks WordPress for the loader; its address never changes, so it carries no version. */
	public function enqueue(): void {
		if ( $this->settings->has_shop() ) {
			wp_enqueue_script( self::HANDLE, "{$this->settings->address}/w.js", array(), null, array( 'in_footer' => true ) );
		}
	}

	/**
	 * Writes the loader's tag in place of the one that WordPress made.
	 *
	 * @param string $tag     The tag.
	 * @param string $handle  The script's handle.
	 * @param string $address The script's address.
	 */
	public function write_tag( $tag, $handle, $address ): string {
		if ( self::HANDLE !== $handle ) {
			return (string) $tag;
		}
		$attributes = array(
			'src'       => $address,
			'async'     => true,
			'data-shop' => $this->settings->key,
			'data-lang' => Settings::language(),
		);
		return wp_get_script_tag( $attributes + self::LEAVE_ALONE );
	}
}
