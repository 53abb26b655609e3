<?php
/** WordPress' requests: every one is noted; those to the world's Sathi are really sent. */

declare( strict_types=1 );

function wp_safe_remote_get( string $address, array $words ): array|WP_Error {
	return send_request( 'GET', $address, $words );
}

function wp_safe_remote_post( string $address, array $words ): array|WP_Error {
	return send_request( 'POST', $address, $words );
}

function send_request( string $method, string $address, array $words ): array|WP_Error {
	wp()->requests[] = array( 'method' => $method, 'address' => $address ) + $words;
	$sathi           = wp()->world['sathi'];
	if ( '' === $sathi || ! str_starts_with( $address, $sathi ) ) {
		return new WP_Error( 'http_request_failed', 'Could not resolve host' );
	}
	$lines = array();
	foreach ( $words['headers'] ?? array() as $name => $value ) {
		$lines[] = "$name: $value";
	}
	$http = array( 'method' => $method, 'header' => $lines, 'content' => $words['body'] ?? '', 'ignore_errors' => true, 'timeout' => 10 );
	$body = file_get_contents( $address, false, stream_context_create( array( 'http' => $http ) ) );
	// Nobody may look at the answer to a request that does not wait for it.
	return ( $words['blocking'] ?? true ) ? read_answer( $http_response_header, (string) $body ) : array();
}

function read_answer( array $lines, string $body ): array {
	$headers = array();
	foreach ( array_slice( $lines, 1 ) as $line ) {
		list( $name, $value )           = explode( ':', $line, 2 );
		$headers[ strtolower( $name ) ] = trim( $value );
	}
	return array( 'status' => (int) explode( ' ', $lines[0] )[1], 'headers' => $headers, 'body' => $body );
}

function is_wp_error( mixed $answer ): bool {
	return $answer instanceof WP_Error;
}

function wp_remote_retrieve_response_code( array $answer ): int|string {
	return $answer['status'] ?? '';
}

function wp_remote_retrieve_body( array $answer ): string {
	return $answer['body'] ?? '';
}

function wp_remote_retrieve_header( array $answer, string $name ): string {
	return $answer['headers'][ $name ] ?? '';
}
