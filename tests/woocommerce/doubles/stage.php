<?php
/**
 * The stage: a small WordPress with WooCommerce, our plugin on it, and one scene that a test wrote.
 *
 * Takes JSON on standard input: plugin (its folder), options, sites, get, post, capabilities, world, scene (PHP). Gives JSON:
 * what was printed, and everything that is left afterwards.
 */

declare( strict_types=1 );

error_reporting( E_ALL );
set_error_handler(
	static function ( int $level, string $message, string $file, int $line ): never {
		throw new ErrorException( $message, 0, $level, $file, $line );
	}
);

$given = json_decode( stream_get_contents( STDIN ), true, 64, JSON_THROW_ON_ERROR );

require __DIR__ . '/hooks.php';
require __DIR__ . '/wordpress.php';
require __DIR__ . '/http.php';
require __DIR__ . '/woocommerce.php';
require __DIR__ . '/cart.php';

$wp       = new WordPressDouble( $given );
$_GET     = $given['get'];
$_POST    = $given['post'];
$_REQUEST = $_GET + $_POST;

ob_start();
if ( ! $given['uninstalled'] ) {
	require "{$given['plugin']}/sathi.php";
	do_action( 'before_woocommerce_init' );
	do_action( 'woocommerce_init' );
	do_action( 'init' );
}
$scene = eval( "return static function (\$wp) { {$given['scene']} };" );
try {
	$said = $scene( $wp );
} catch ( TheEnd $end ) {
	$said = $end->getMessage();
}
$printed = ob_get_clean();

fwrite( STDOUT, json_encode( array( 'printed' => $printed, 'said' => $said ) + $wp->tell(), JSON_THROW_ON_ERROR ) );
